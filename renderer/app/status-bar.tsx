import { Check, CloudDownload, Copy, Cpu, Lock, Pause, Play } from 'lucide-react';
import type { Job } from '#app/domain/job.ts';
import { useCommandLineStore } from '#renderer/stores/command-line-store.ts';
import { useCurationStore } from '#renderer/stores/curation-store.ts';
import { isActive, pauseJob, resumeJob, useJobsStore } from '#renderer/stores/jobs-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { useSessionStore } from '#renderer/stores/session-store.ts';
import { formatClock, formatDuration, formatNoun, formatShare } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { ProgressBar } from '#renderer/ui/progress-bar.tsx';
import { copyText } from '#renderer/stores/copy-text.ts';
import styles from './status-bar.module.css';

/** The device, the work under way, the last step as a command, what was saved. */
export function StatusBar() {
  const session = useSessionStore((state) => state.session);
  const jobs = useJobsStore((state) => state.jobs);
  const command = useCommandLineStore((state) => state.commands[0]);
  const savedAt = useCurationStore((state) => state.savedAt);
  const saving = useCurationStore((state) => state.saving);
  const running = jobs?.filter(isActive) ?? [];
  const fetching = running.filter(({ kind }) => kind === 'download' || kind === 'install').length;
  return (
    <footer className={styles.bar}>
      <a className={styles.entry} href={linkTo('models')}>
        <Icon of={Cpu} size={13} />
        {session?.device ?? 'Connecting'}
      </a>
      <JobsEntry running={running} />
      <span className={styles.command}>
        {command && (
          <>
            <code className={styles.line}>{command.line}</code>
            <IconButton
              icon={Copy}
              size="small"
              label="Copy this step as a command"
              keys="Shift+Ctrl+C"
              tooltipSide="top"
              onClick={() => void copyText(command.line, 'Command copied')}
            />
          </>
        )}
      </span>
      <output className={styles.saved}>
        {saving && <span className={styles.entry}>Saving</span>}
        {!saving && savedAt !== undefined && (
          <span className={styles.entry}>
            <Icon of={Check} size={13} />
            Saved {formatClock(new Date(savedAt))}
          </span>
        )}
      </output>
      <span
        className={styles.entry}
        title="Nothing is sent anywhere. Downloads start only when you ask for them."
      >
        <Icon of={fetching > 0 ? CloudDownload : Lock} size={13} />
        {fetching > 0 ? `Online for ${formatNoun(fetching, 'download')}` : 'Offline'}
      </span>
    </footer>
  );
}

function JobsEntry({ running }: { running: readonly Job[] }) {
  const [first] = running;
  if (!first) return <span className={styles.none}>No jobs running</span>;
  const { progress } = first;
  const paused = first.state === 'paused';
  return (
    <>
      <a className={styles.entry} href={linkTo('jobs')}>
        <span className={styles.jobTitle}>{first.title}</span>
        <span className={styles.jobBar}>
          <ProgressBar
            label={first.title}
            done={progress?.done ?? 0}
            total={progress?.total ?? (paused ? 1 : undefined)}
            state={paused ? 'paused' : 'running'}
          />
        </span>
        {progress?.total !== undefined && formatShare(progress.done, progress.total)}
        {paused && ' · paused'}
        {progress?.etaMs !== undefined &&
          progress.etaMs >= 1000 &&
          ` · ${formatDuration(progress.etaMs)} left`}
        {running.length > 1 && ` · ${running.length - 1} more`}
      </a>
      {(paused || (first.pausable && first.state === 'running')) && (
        <IconButton
          icon={paused ? Play : Pause}
          size="small"
          label={paused ? 'Resume this job' : 'Pause this job'}
          tooltipSide="top"
          onClick={() => void (paused ? resumeJob(first.id) : pauseJob(first.id))}
        />
      )}
    </>
  );
}
