import { useState } from 'react';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { useFigureStore } from '#renderer/stores/figure-store.ts';
import { HighlightedText, type TextRange } from '#renderer/ui/highlighted-text.tsx';
import { Tabs } from '#renderer/ui/tabs.tsx';
import { CaptionTab } from './caption-tab.tsx';
import { citationRanges } from './detail-citations.ts';
import { DetailNeighbours } from './detail-neighbours.tsx';
import { HistoryTab } from './history-tab.tsx';
import styles from './detail-tabs.module.css';

type Tab = 'caption' | 'mentions' | 'neighbours' | 'history';

/** The words of a figure, the paragraphs that cite it, its neighbours, and what people changed. */
export function DetailTabs(props: {
  corpus: string;
  detail: FigureDetail;
  highlights: readonly TextRange[];
  tab: Tab;
  onTab: (tab: Tab) => void;
  onOpen: (figure: number) => void;
}) {
  const { corpus, detail, highlights, tab, onTab, onOpen } = props;
  const history = useFigureStore((state) => state.history);
  return (
    <div className={styles.tabs}>
      <Tabs<Tab>
        label="About the figure"
        value={tab}
        onChange={onTab}
        entries={[
          {
            value: 'caption',
            label: 'Caption',
            content: <CaptionTab key={detail.id} corpus={corpus} detail={detail} highlights={highlights} />,
          },
          {
            value: 'mentions',
            label: 'In the text',
            count: detail.mentions.length,
            content: <Mentions detail={detail} />,
          },
          {
            value: 'neighbours',
            label: 'Neighbours',
            content: <DetailNeighbours corpus={corpus} detail={detail} onOpen={onOpen} />,
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

/** The tab that stays open while figures are stepped through. */
export const useDetailTab = () => useState<Tab>('caption');

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
          <HighlightedText text={mention.text} ranges={citationRanges(mention.text, detail.label)} />
        </li>
      ))}
    </ul>
  );
}
