import type { Problem } from '#app/domain/check.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import { ScrollRegion } from '#renderer/ui/scroll-region.tsx';
import { type Column, Table } from '#renderer/ui/table.tsx';
import { partNames } from './words.ts';
import styles from './problem-list.module.css';

/** Damage, one line each: what, how much, what to do. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) {
    return (
      <EmptyState title="Nothing is damaged">Everything that was looked at is as it should be.</EmptyState>
    );
  }
  return (
    <ScrollRegion label="Problems" className={styles.list}>
      <Table
        label="Problems"
        columns={columns}
        rows={problems}
        rowKey={(problem) => `${problem.part} ${problem.message}`}
        roomy
      />
    </ScrollRegion>
  );
}

const columns: readonly Column<Problem>[] = [
  { key: 'part', head: 'Part', width: '128px', cell: ({ part }) => partNames[part] },
  {
    key: 'severity',
    head: 'Severity',
    width: '92px',
    cell: ({ severity }) => <Badge tone={severity === 'error' ? 'danger' : 'warning'}>{severity}</Badge>,
  },
  {
    key: 'message',
    head: 'What was found',
    wrap: true,
    cell: ({ message, examples }) => (
      <>
        {message}
        {examples.length > 0 && <small className={styles.examples}>{examples.join(' · ')}</small>}
      </>
    ),
  },
  { key: 'count', head: 'Count', numeric: true, width: '80px', cell: ({ count }) => formatCount(count) },
  { key: 'remedy', head: 'What to do', width: '34%', wrap: true, cell: ({ remedy }) => remedy },
];
