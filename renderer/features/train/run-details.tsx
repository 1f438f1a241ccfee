/** What a run is: how it goes in words, its configuration, its segments, its checkpoints. */
import { Search, Tag } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RunDetail, RunSummary } from '#app/domain/run.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { Dot } from '#renderer/ui/badge.tsx';
import { DescriptionList } from '#renderer/ui/description-list.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';
import { formatCount, formatDuration, formatMoment } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { PaneBody, PaneHead, PaneSection } from '#renderer/ui/pane.tsx';
import { findingsOf } from './findings.ts';
import styles from './run-details.module.css';
import { useRunDetail } from './use-run-detail.ts';

export function RunDetails({ run, hide }: { run: RunSummary; hide: ReactNode }) {
  const detail = useRunDetail(run);
  return (
    <>
      <PaneHead title="Run">
        <span className={styles.hide}>{hide}</span>
      </PaneHead>
      <PaneBody>
        {run.error && (
          <ErrorState title="The run failed" message={run.error.message} remedy={run.error.remedy} />
        )}
        {detail && <Findings detail={detail} />}
        {detail && <UseIt detail={detail} />}
        {detail && <Configuration detail={detail} />}
        {detail && <Segments detail={detail} />}
      </PaneBody>
    </>
  );
}

function Findings({ detail }: { detail: RunDetail }) {
  const findings = findingsOf(detail);
  return (
    <PaneSection title="How it goes" end={`step ${formatCount(detail.step)}`}>
      <ul className={styles.findings}>
        {findings.map((finding) => (
          <li key={finding.title} className={styles.finding}>
            <Dot tone={finding.tone} />
            <div>
              <b>{finding.title}</b>
              <p className={styles.text}>{finding.text}</p>
            </div>
          </li>
        ))}
      </ul>
    </PaneSection>
  );
}

function UseIt({ detail }: { detail: RunDetail }) {
  if (detail.checkpoints.length === 0) return null;
  const model = `run:${detail.id}`;
  return (
    <PaneSection
      title="Use the newest checkpoint"
      end={`step ${formatCount(detail.checkpoints.at(-1) ?? 0)}`}
    >
      <p className={styles.links}>
        <a href={linkTo('classify', undefined, { model })}>
          <Icon of={Tag} size={13} /> Classify images
        </a>
        <a href={linkTo('retrieve', detail.corpus, { model })}>
          <Icon of={Search} size={13} /> Retrieve in {detail.corpus}
        </a>
      </p>
    </PaneSection>
  );
}

function Configuration({ detail }: { detail: RunDetail }) {
  return (
    <PaneSection title="Configuration" end={detail.preset}>
      <DescriptionList
        entries={[
          { term: 'corpus', value: `${detail.corpus}, ${formatCount(detail.trainPairs)} training pairs` },
          { term: 'parameters', value: formatCount(detail.parameters) },
          { term: 'started', value: formatMoment(detail.createdAt) },
          { term: 'time so far', value: detail.last ? formatDuration(detail.last.elapsedMs) : '' },
          ...Object.entries(detail.config).map(([term, value]) => ({
            term,
            // As it was given, to the last digit.
            value: typeof value === 'number' && value >= 1000 ? formatCount(value) : String(value),
          })),
        ]}
      />
    </PaneSection>
  );
}

function Segments({ detail }: { detail: RunDetail }) {
  return (
    <PaneSection title="Segments" end={`${detail.checkpoints.length} checkpoints`}>
      <ol className={styles.segments}>
        {detail.segments.map((segment) => (
          <li key={`${segment.fromStep}-${segment.startedAt}`}>
            steps {formatCount(segment.fromStep + 1)} to {formatCount(segment.toStep)}
            <span className={styles.ended}>{segment.ended ?? 'training now'}</span>
          </li>
        ))}
      </ol>
    </PaneSection>
  );
}
