/** What this machine computes on: every device with the engines that use it, and the installation of TensorFlow. */
import { Gauge } from 'lucide-react';
import { useEffect } from 'react';
import { installLine, loadEngines, testEngines, useEnginesStore } from '#renderer/stores/engines-store.ts';
import { isActive, useJobsStore } from '#renderer/stores/jobs-store.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { CardStack } from './card.tsx';
import { DeviceCard } from './device-card.tsx';
import { enginesByDevice } from './engines-by-device.ts';
import { TensorFlowCard } from './tensorflow-card.tsx';
import styles from './devices.module.css';

export function Devices() {
  const { engines, missing, busy, error } = useEnginesStore();
  const installing = useJobsStore((state) => state.jobs)?.find(
    (job) => job.kind === 'install' && isActive(job),
  );
  const installingId = installing?.id;
  useEffect(() => {
    // At first, and after an installation has ended.
    if (installingId === undefined) void loadEngines();
  }, [installingId]);
  const tensorflow = engines?.find(({ name }) => name === 'tensorflow');
  return (
    <section className={styles.devices} aria-label="Devices">
      <header className={styles.head}>
        <h2 className={styles.title}>Devices</h2>
        <Button
          size="small"
          icon={Gauge}
          busy={busy === 'testing'}
          disabled={busy === 'reading'}
          onClick={() => void testEngines()}
        >
          Run the self-test
        </Button>
      </header>
      {error && (
        <ErrorState
          title="The engines could not be examined"
          message={error.message}
          remedy={error.remedy}
          onRetry={() => void loadEngines()}
        />
      )}
      {!engines && !error && (
        <div className={styles.wait}>
          <WaitNote what="Testing the engines of this machine" />
        </div>
      )}
      {engines && (
        <>
          <CardStack>
            {missing.filter(isNotBelow).map(({ what, remedy }) => (
              <Banner key={what} tone="warning" title={what}>
                {remedy}
              </Banner>
            ))}
            {enginesByDevice(engines).map((group) => (
              <DeviceCard key={group.device.id} {...group} testing={busy === 'testing'} />
            ))}
            {tensorflow && <TensorFlowCard report={tensorflow} job={installing} />}
          </CardStack>
          <div className={styles.note}>
            <ProvenanceLine
              facts={[
                'self-test: a small model against stored numbers, gradients included',
                'times: one step of that model on this machine',
                'auto uses the fastest engine that passed',
              ]}
            />
          </div>
        </>
      )}
    </section>
  );
}

/** The cards tell of engines in trouble, and offer TensorFlow. */
const isNotBelow = ({ what, remedy }: { what: string; remedy: string }): boolean =>
  !what.startsWith('Engine ') && !remedy.endsWith(installLine({}));
