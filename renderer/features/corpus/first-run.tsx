import { CircleAlert, CircleCheck, Download, Lock } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { DoctorReport } from '#app/domain/system.ts';
import { host } from '#renderer/stores/client.ts';
import { openImport } from '#renderer/stores/import-store.ts';
import { isActive, useJobsStore } from '#renderer/stores/jobs-store.ts';
import { useSessionStore } from '#renderer/stores/session-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatBytes, formatShare } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { Logo } from '#renderer/ui/logo.tsx';
import { ProgressBar } from '#renderer/ui/progress-bar.tsx';
import { TopBar } from '#renderer/ui/top-bar.tsx';
import styles from './first-run.module.css';

/** Before there is any corpus: what this is, what the machine can do, and the two ways to start. */
export function FirstRun() {
  const home = useSessionStore((state) => state.session?.home);
  const sample = useJobsStore((state) => state.jobs?.find((job) => job.kind === 'sample' && isActive(job)));
  const doctor = useDoctor();
  return (
    <div className={styles.page}>
      <TopBar>
        <h1>Figscope</h1>
      </TopBar>
      <div className={styles.card}>
        <header className={styles.head}>
          <Logo size={38} />
          <div>
            <h2 className={styles.title}>{sample ? 'Making the sample corpus' : 'No corpus yet'}</h2>
            <p className={styles.muted}>Figures and captions are kept in {home ?? 'your home folder'}.</p>
          </div>
        </header>
        {sample && (
          <section className={styles.section}>
            <ProgressBar
              label="Making the sample corpus"
              done={sample.progress?.done ?? 0}
              total={sample.progress?.total}
              thick
            />
            <p className={styles.muted}>
              {sample.progress?.total !== undefined &&
                `${formatShare(sample.progress.done, sample.progress.total)} · `}
              {sample.progress?.detail}. It opens when it is ready.
            </p>
          </section>
        )}
        <section className={styles.section}>
          <h3>This computer</h3>
          <ul>
            {doctor?.engines.map((engine) => (
              <Check key={engine.name} ok={engine.ok} what={`${engine.name} ${engine.version}`}>
                {engine.ok ? `${engine.device}, self-test passed` : engine.reason}
              </Check>
            ))}
            {doctor && (
              <Check ok what={`${doctor.cores} cores`}>
                {`${formatBytes(doctor.memory.totalBytes)} memory, ${formatBytes(doctor.disk.freeBytes)} free on disk`}
              </Check>
            )}
            <Check what="Network">off until you import or download. No account, no telemetry.</Check>
          </ul>
        </section>
        <footer className={styles.foot}>
          <Button variant="primary" size="large" icon={Download} onClick={() => openImport()}>
            Import figures
          </Button>
          <span className={styles.muted}>or drop a folder or an archive anywhere on this window</span>
        </footer>
      </div>
    </div>
  );
}

const Check = ({ ok, what, children }: { ok?: boolean; what: string; children: ReactNode }) => (
  <li className={styles.check} data-ok={ok}>
    <Icon of={ok === undefined ? Lock : ok ? CircleCheck : CircleAlert} />
    <span>{what}</span>
    <span className={styles.muted}>{children}</span>
  </li>
);

function useDoctor(): DoctorReport | undefined {
  const [report, setReport] = useState<DoctorReport>();
  useEffect(() => {
    const leaving = new AbortController();
    host()
      ['system.doctor']({}, { signal: leaving.signal })
      // Without it the page is only shorter.
      .then(setReport, () => undefined);
    return () => leaving.abort();
  }, []);
  return report;
}
