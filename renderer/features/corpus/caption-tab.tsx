import { PenLine } from 'lucide-react';
import { useState } from 'react';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { useCorpus } from '#renderer/stores/corpora-store.ts';
import { tokenCut } from '#renderer/stores/figure-lookups.ts';
import { useShortcuts } from '#renderer/stores/shortcuts-store.ts';
import { useAnswer } from '#renderer/stores/use-answer.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatNoun } from '#renderer/ui/format.ts';
import type { TextRange } from '#renderer/ui/highlighted-text.tsx';
import { ProvenanceLine } from '#renderer/ui/provenance-line.tsx';
import { TextDiff } from '#renderer/ui/text-diff.tsx';
import { CaptionEditor } from './caption-editor.tsx';
import { CaptionText } from './caption-text.tsx';
import { CaptionTokens } from './caption-tokens.tsx';
import { StatusButtons } from './status-buttons.tsx';
import { wordCount } from './word-count.ts';
import styles from './caption-tab.module.css';

/** The caption as it is indexed and trained on; what a person changed is shown against the published text. */
export function CaptionTab(props: {
  corpus: string;
  detail: FigureDetail;
  highlights: readonly TextRange[];
}) {
  const { corpus, detail, highlights } = props;
  const [editing, setEditing] = useState(false);
  const [comparing, setComparing] = useState(false);
  const [model, setModel] = useState<string>();
  const { caption } = detail;
  // Another embedding may have become the newest.
  const embeddings = useCorpus(corpus)?.embeddings.length ?? 0;
  const cut = useAnswer(
    caption === '' ? undefined : JSON.stringify([corpus, model, embeddings, caption]),
    () => tokenCut(corpus, model, embeddings, caption),
  );
  useShortcuts([{ keys: ['E'], run: () => setEditing(true) }]);
  const { captionEdited } = detail.curation;
  if (editing) return <CaptionEditor corpus={corpus} detail={detail} onDone={() => setEditing(false)} />;
  return (
    <div className={styles.tab}>
      <p className={styles.caption}>
        {detail.label && <b>{detail.label} </b>}
        {comparing ? (
          <TextDiff before={detail.originalCaption} after={caption} />
        ) : (
          <CaptionText detail={detail} highlights={highlights} cut={cut.value} />
        )}
      </p>
      {caption !== '' && <CaptionTokens answer={cut} model={model} onModel={setModel} />}
      <div className={styles.row}>
        <ProvenanceLine
          facts={[
            formatNoun(wordCount(caption), 'word'),
            detail.panels.length > 0 && `panels ${detail.panels.join(', ')}`,
            captionEdited ? 'edited by a person' : 'as published',
          ]}
        />
        <span className={styles.buttons}>
          {captionEdited && (
            <Button
              size="small"
              variant="quiet"
              aria-pressed={comparing}
              onClick={() => setComparing(!comparing)}
            >
              {comparing ? 'Hide changes' : 'Show changes'}
            </Button>
          )}
          <Button size="small" icon={PenLine} keys="E" onClick={() => setEditing(true)}>
            Edit
          </Button>
        </span>
      </div>
      <StatusButtons corpus={corpus} figure={detail.id} status={detail.curation.status} />
    </div>
  );
}
