/** The list of models: one is open. What is being downloaded stands below, with its progress. */
import { Download, FileInput, Plus, X } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import type { Job } from '#app/domain/job.ts';
import type { ModelSummary } from '#app/domain/model.ts';
import { cancelJob, isActive, useJobsStore } from '#renderer/stores/jobs-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { useRunsStore } from '#renderer/stores/runs-store.ts';
import { useSessionStore } from '#renderer/stores/session-store.ts';
import { Dot } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { classNames } from '#renderer/ui/class-names.ts';
import { DescriptionList } from '#renderer/ui/description-list.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { JobProgress } from '#renderer/ui/job-progress.tsx';
import { Menu } from '#renderer/ui/menu.tsx';
import { HidePane, PaneBody, PaneHead } from '#renderer/ui/pane.tsx';
import type { ModelTask } from './model-task-dialog.tsx';
import styles from './models-pane.module.css';

const origins = { 'built-in': 'shipped', imported: 'imported', run: 'trained here' } as const;

export function ModelsPane(props: {
  models: readonly ModelSummary[] | undefined;
  current: string | undefined;
  onOpen: (name: string) => void;
  onTask: (task: ModelTask) => void;
  onHide: () => void;
}) {
  const { models = [], current, onOpen, onTask, onHide } = props;
  const list = useRef<HTMLUListElement>(null);
  const downloads = useJobsStore((state) => state.jobs)?.filter(isDownload) ?? [];
  const home = useSessionStore((state) => state.session?.home);
  const own = models.filter(({ origin }) => origin === 'imported');
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const to = steppedTo(models, current, step);
    const next = models[to];
    if (!next) return;
    onOpen(next.name);
    list.current?.querySelectorAll<HTMLElement>('a')[to]?.focus();
  };
  return (
    <>
      <PaneHead title="Models">
        <span className={styles.end}>
          <Menu
            align="end"
            trigger={
              <Button size="small" icon={Plus}>
                Add
              </Button>
            }
            entries={[
              {
                kind: 'item',
                label: 'Import files…',
                icon: FileInput,
                onSelect: () => onTask({ kind: 'import' }),
              },
              {
                kind: 'item',
                label: 'Download…',
                icon: Download,
                onSelect: () => onTask({ kind: 'download' }),
              },
            ]}
          />
          <HidePane label="Models" side="left" onHide={onHide} />
        </span>
      </PaneHead>
      <PaneBody>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows between its links */}
        <ul ref={list} className={styles.list} onKeyDown={onKeyDown}>
          {models.map((model) => (
            <li key={model.name}>
              <ModelRow model={model} isCurrent={model.name === current} onOpen={onOpen} />
            </li>
          ))}
          {downloads.map((job) => (
            <li key={job.id} className={styles.download}>
              <span className={styles.name}>{job.title}</span>
              <IconButton
                icon={X}
                size="small"
                label={`Cancel: ${job.title}`}
                onClick={() => void cancelJob(job.id)}
              />
              <JobProgress job={job} />
            </li>
          ))}
        </ul>
      </PaneBody>
      <div className={styles.foot}>
        <DescriptionList
          entries={[
            { term: 'Folder', value: home === undefined ? undefined : `${home}/models` },
            { term: 'Used', value: formatBytes(own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)) },
          ]}
        />
      </div>
    </>
  );
}

/** Index of the model that lies so many places after the current one, as far as there are any. */
export const steppedTo = (
  models: readonly ModelSummary[],
  current: string | undefined,
  places: number,
): number =>
  Math.max(0, Math.min(models.length - 1, models.findIndex(({ name }) => name === current) + places));

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

const isDownload = (job: Job): boolean => job.kind === 'download' && isActive(job);

function ModelRow(props: { model: ModelSummary; isCurrent: boolean; onOpen: (name: string) => void }) {
  const { model, isCurrent, onOpen } = props;
  const training = useRunsStore((state) =>
    state.runs?.some(({ id, status }) => status === 'running' && model.name.startsWith(`run:${id}`)),
  );
  const { name, preset, imageSize, contextLength, sizeBytes, origin } = model;
  return (
    <a
      className={classNames(styles.model, isCurrent && styles.current)}
      href={linkTo('models', name)}
      aria-current={isCurrent ? 'true' : undefined}
      tabIndex={isCurrent ? 0 : -1}
      onClick={(event) => {
        event.preventDefault();
        onOpen(name);
      }}
    >
      <Dot tone={training ? 'positive' : 'neutral'} shape={training ? 'haloed' : 'hollow'} />
      <span className={styles.text}>
        <span className={styles.name}>{name}</span>
        <span className={styles.facts}>
          {preset} · {imageSize} px · {contextLength} tokens
        </span>
      </span>
      <span className={styles.state}>
        {formatBytes(sizeBytes)}
        <br />
        {training ? 'training' : origins[origin]}
      </span>
    </a>
  );
}
