/** Why a model was refused: the sentence, the remedy, and every tensor that does not fit. */
import { Copy } from 'lucide-react';
import type { ErrorRecord } from '#app/util/error.ts';
import { copyText } from '#renderer/stores/copy-text.ts';
import { Banner } from '#renderer/ui/banner.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { formatNoun } from '#renderer/ui/format.ts';
import { ScrollRegion } from '#renderer/ui/scroll-region.tsx';
import { Table } from '#renderer/ui/table.tsx';
import { problemCount, refusalText, refusedTensors } from './refusal.ts';
import styles from './refusal-table.module.css';

/** More rows than a person reads; the copy has them all. */
const shownRows = 200;

export function Refusal({ error }: { error: ErrorRecord }) {
  const rows = refusedTensors(error.facts);
  const all = Math.max(rows.length, problemCount(error.facts));
  return (
    <>
      <Banner tone="danger" title={error.message}>
        {error.remedy}
      </Banner>
      {rows.length > 0 && (
        <div>
          <ScrollRegion label="What does not fit" className={styles.rows}>
            <Table
              label="Tensors that do not fit"
              rows={rows.slice(0, shownRows)}
              rowKey={({ problem, tensor }) => `${problem} ${tensor}`}
              columns={[
                { key: 'problem', head: 'Problem', width: '90px', cell: ({ problem }) => problem },
                { key: 'tensor', head: 'Tensor', wrap: true, cell: ({ tensor }) => <code>{tensor}</code> },
                { key: 'expected', head: 'Expected', width: '110px', cell: ({ expected }) => expected },
                { key: 'found', head: 'Found', width: '110px', cell: ({ found }) => found },
              ]}
            />
          </ScrollRegion>
          <p className={styles.foot}>
            <span>
              {formatNoun(all, 'tensor')}
              {all > Math.min(rows.length, shownRows) &&
                `, the first ${Math.min(rows.length, shownRows)} are shown`}
            </span>
            <Button size="small" icon={Copy} onClick={() => void copyText(refusalText(rows), 'Table copied')}>
              Copy the table
            </Button>
          </p>
        </div>
      )}
    </>
  );
}
