/** The engines of this machine: found, tested against stored numbers, or what to do about it. */
import { Gauge } from 'lucide-react';
import { useState } from 'react';
import type { DoctorReport } from '#app/domain/system.ts';
import { host } from '#renderer/stores/client.ts';
import { recordCommand } from '#renderer/stores/command-line-store.ts';
import { showFailure } from '#renderer/stores/toasts-store.ts';
import { Dot } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { formatBytes, formatDuration, formatNumber } from '#renderer/ui/format.ts';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { engineName } from './engine-name.ts';
import styles from './engines.module.css';

export function Engines() {
  const [report, setReport] = useState<DoctorReport>();
  const [busy, setBusy] = useState(false);
  const examine = async () => {
    setBusy(true);
    recordCommand('figscope doctor');
    try {
      setReport(await host()['system.doctor']({}));
    } catch (error) {
      showFailure('The machine was not examined', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={styles.engines} aria-label="Engines">
      <header className={styles.head}>
        <h2 className={styles.title}>Engines of this machine</h2>
        <Button icon={Gauge} busy={busy} onClick={() => void examine()}>
          {report ? 'Test again' : 'Test'}
        </Button>
      </header>
      {!report && (
        <p className={styles.hint}>
          Runs a small model on every engine and compares it with stored numbers, gradients included.
        </p>
      )}
      {report && (
        <>
          <ul className={styles.list}>
            {report.engines.map((engine) => (
              <li key={`${engine.name}-${engine.device}`} className={styles.engine}>
                <Dot tone={engine.ok ? 'positive' : 'danger'} />
                <b>{engineName(engine.name)}</b>
                <span>
                  {engine.version} on {engine.device.replace('cpu', 'CPU')}
                </span>
                <span className={styles.fact}>
                  {engine.selfTest
                    ? `${engine.ok ? 'agrees' : 'disagrees'}: largest error ${formatNumber(engine.selfTest.maxError)}, ${formatDuration(engine.selfTest.milliseconds)}`
                    : engine.reason}
                </span>
              </li>
            ))}
            {report.missing.map(({ what, remedy }) => (
              <li key={what} className={styles.engine}>
                <Dot tone="warning" />
                <b>{what}</b>
                <span className={styles.fact}>{remedy}</span>
              </li>
            ))}
          </ul>
          <ProvenanceLine
            facts={[
              `${report.cores} cores`,
              `${formatBytes(report.memory.freeBytes)} of ${formatBytes(report.memory.totalBytes)} memory free`,
              `${formatBytes(report.disk.freeBytes)} of disk free`,
              `Node ${report.node}`,
              `SQLite ${report.sqlite.version}`,
            ]}
          />
        </>
      )}
    </section>
  );
}
