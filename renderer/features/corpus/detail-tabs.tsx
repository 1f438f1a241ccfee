import { useState } from 'react';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { useFigureStore } from '#renderer/stores/figure-store.ts';
import type { TextRange } from '#renderer/ui/highlighted-text.tsx';
import { Tabs } from '#renderer/ui/tabs.tsx';
import { CaptionTab } from './caption-tab.tsx';
import { HistoryTab } from './history-tab.tsx';
import styles from './detail-tabs.module.css';

type Tab = 'caption' | 'mentions' | 'history';

/** The words of a figure: its caption, the paragraphs that cite it, and what people changed. */
export function DetailTabs(props: {
  corpus: string;
  detail: FigureDetail;
  highlights: readonly TextRange[];
}) {
  const { corpus, detail, highlights } = props;
  const [tab, setTab] = useState<Tab>('caption');
  const history = useFigureStore((state) => state.history);
  return (
    <div className={styles.tabs}>
      <Tabs<Tab>
        label="About the figure"
        value={tab}
        onChange={setTab}
        entries={[
          {
            value: 'caption',
            label: 'Caption',
            content: <CaptionTab corpus={corpus} detail={detail} highlights={highlights} />,
          },
          {
            value: 'mentions',
            label: 'In the text',
            count: detail.mentions.length,
            content: <Mentions detail={detail} />,
          },
          {
            value: 'history',
            label: 'History',
            count: history.length,
            content: <HistoryTab corpus={corpus} figure={detail.id} entries={history} />,
          },
        ]}
      />
    </div>
  );
}

function Mentions({ detail }: { detail: FigureDetail }) {
  if (detail.mentions.length === 0) {
    return <p className={styles.none}>No paragraph of the article cites this figure.</p>;
  }
  return (
    <ul className={styles.mentions}>
      {detail.mentions.map((mention, index) => (
        // The paragraphs of an article do not change their places.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className={styles.mention}>
          {mention.text}
        </li>
      ))}
    </ul>
  );
}
