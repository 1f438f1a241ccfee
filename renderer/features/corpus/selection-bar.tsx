import { Check, CornerUpLeft, Tag, X, ZoomIn } from 'lucide-react';
import { Button } from '#renderer/ui/button.tsx';
import { formatCount } from '#renderer/ui/format.ts';
import { ToolbarLine } from '#renderer/ui/toolbar.tsx';
import { likeLink, setStatus } from './actions.ts';
import { allOf, noSelection, selectedCount } from './selection.ts';
import { TagField } from './tag-field.tsx';
import { setSelection, setTagging, useViewState } from './view-state.ts';
import styles from './selection-bar.module.css';

/** What can be done with the selection. Not modal: the grid stays usable. */
export function SelectionBar({ corpus, total }: { corpus: string | undefined; total: number }) {
  const selection = useViewState((state) => state.selection);
  const tagging = useViewState((state) => state.tagging);
  const count = selectedCount(selection);
  if (corpus === undefined || (count === 0 && !tagging)) return null;
  const [only] = selection.kind === 'some' && count === 1 ? [...selection.ids] : [];
  return (
    <section className={styles.bar} aria-label="Selection" data-floating-bar="">
      {count > 0 && <b className={styles.count}>{formatCount(count)} selected</b>}
      {count > 0 && count < total && !tagging && (
        <Button variant="link" className={styles.all} onClick={() => setSelection(allOf(total))}>
          Select all {formatCount(total)}
        </Button>
      )}
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
          {only !== undefined && (
            <Button
              variant="quiet"
              icon={ZoomIn}
              keys="M"
              onClick={() => (location.hash = likeLink(corpus, only))}
            >
              More like this
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
