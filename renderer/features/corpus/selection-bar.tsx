import { Check, Columns2, CornerUpLeft, Tag, Upload, X, ZoomIn } from 'lucide-react';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import { ToolbarLine } from '#renderer/ui/toolbar.tsx';
import { compareLink, exportSelected, likeLink, setStatus } from './actions.ts';
import { BulkProgress } from './bulk-progress.tsx';
import { queryWords } from './saved-queries-menu.tsx';
import { allOf, noSelection, selectedCount } from './selection.ts';
import { TagField } from './tag-field.tsx';
import { setSelection, setTagging, useViewState } from './view-state.ts';
import styles from './selection-bar.module.css';

/** What can be done with the selection. Not modal: the grid stays usable. */
export function SelectionBar({ corpus, total }: { corpus: string | undefined; total: number }) {
  const selection = useViewState((state) => state.selection);
  const tagging = useViewState((state) => state.tagging);
  const query = useCorpusViewStore((state) => state.query);
  const count = selectedCount(selection);
  if (corpus === undefined || (count === 0 && !tagging)) return null;
  const ids = selection.kind === 'some' && count <= 2 ? [...selection.ids] : [];
  const [first, second] = ids;
  const without = selection.kind === 'all' ? selection.except.size : 0;
  return (
    <section className={styles.bar} aria-label="Selection" data-floating-bar="">
      {count > 0 && (
        <output className={styles.count}>
          <b>{formatCount(count)} selected</b>
          {selection.kind === 'all' && (
            <span className={styles.what} title={queryWords(query)}>
              {without > 0 ? `all that match but ${formatCount(without)}` : 'all that match'}
            </span>
          )}
        </output>
      )}
      {count > 0 && count < total && selection.kind === 'some' && !tagging && (
        <Button variant="link" className={styles.all} onClick={() => setSelection(allOf(total))}>
          Select all {formatCount(total)}
        </Button>
      )}
      <BulkProgress />
      {tagging ? (
        <TagField corpus={corpus} count={count} />
      ) : (
        <>
          <ToolbarLine />
          <Button variant="quiet" icon={Tag} keys="T" onClick={() => setTagging(true)}>
            Tag
          </Button>
          <Button variant="quiet" icon={Check} keys="A" onClick={() => void setStatus(corpus, 'accepted')}>
            Accept
          </Button>
          <Button
            variant="quiet"
            icon={CornerUpLeft}
            keys="R"
            onClick={() => void setStatus(corpus, 'returned')}
          >
            Return
          </Button>
          <Button variant="quiet" icon={X} keys="N" onClick={() => void setStatus(corpus, 'rejected')}>
            Reject
          </Button>
          {first !== undefined && second === undefined && (
            <Button
              variant="quiet"
              icon={ZoomIn}
              keys="M"
              onClick={() => (location.hash = likeLink(corpus, first))}
            >
              More like this
            </Button>
          )}
          {first !== undefined && second !== undefined && (
            <Button
              variant="quiet"
              icon={Columns2}
              keys="C"
              onClick={() => (location.hash = compareLink(corpus, first, second))}
            >
              Compare
            </Button>
          )}
          {count > 0 && (
            <Button
              variant="quiet"
              icon={Upload}
              title="Export the selected figures"
              onClick={() => exportSelected(corpus)}
            >
              Export
            </Button>
          )}
          <ToolbarLine />
          <Button variant="quiet" keys="Esc" onClick={() => setSelection(noSelection)}>
            Clear
          </Button>
        </>
      )}
    </section>
  );
}
