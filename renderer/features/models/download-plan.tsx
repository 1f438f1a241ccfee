/** The files that a download would fetch, and what of them is there already. */
import type { DownloadPlan } from '#renderer/stores/model-actions.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { Table } from '#renderer/ui/table.tsx';

export function DownloadPlanTable({ plan }: { plan: DownloadPlan }) {
  const present = plan.files.reduce((sum, { presentBytes }) => sum + presentBytes, 0);
  return (
    <div>
      <Table
        label="Files of the download"
        rows={plan.files}
        rowKey={({ from, name }) => `${from} ${name}`}
        columns={[
          { key: 'name', head: 'File', wrap: true, cell: ({ name }) => name },
          { key: 'from', head: 'From', wrap: true, cell: ({ from }) => from },
          {
            key: 'present',
            head: 'Already here',
            numeric: true,
            width: '100px',
            cell: ({ presentBytes }) => (presentBytes > 0 ? formatBytes(presentBytes) : '–'),
          },
          {
            key: 'size',
            head: 'Size',
            numeric: true,
            width: '80px',
            cell: ({ sizeBytes }) => formatBytes(sizeBytes),
          },
        ]}
      />
      <ProvenanceLine
        facts={[
          `${formatBytes(Math.max(0, plan.bytes - present))} to fetch`,
          plan.commit !== undefined && `commit ${plan.commit.slice(0, 12)}`,
          `into ${plan.folder}`,
          'each file is checked by its hash',
        ]}
      />
    </div>
  );
}
