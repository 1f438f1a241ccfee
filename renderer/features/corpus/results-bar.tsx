import { Download, Image as ImageIcon, LocateFixed, Upload } from 'lucide-react';
import type { CorpusQuery, QueryResult, Sort } from '#app/domain/corpus.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { formatCount, formatDuration } from '#renderer/ui/format.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { IconButton } from '#renderer/ui/icon-button.tsx';
import { type Segment, Segmented } from '#renderer/ui/segmented.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { Slider } from '#renderer/ui/slider.tsx';
import { Spinner } from '#renderer/ui/spinner.tsx';
import { Toolbar, ToolbarLine } from '#renderer/ui/toolbar.tsx';
import { formatSort, type Layout, parseSort } from './query-link.ts';
import styles from './results-bar.module.css';

/** No order asked for: relevance for words, else the order of the import. */
const naturalOrder = 'natural';

const sorts = [
  { value: 'year:desc', label: 'Newest year' },
  { value: 'year:asc', label: 'Oldest year' },
  { value: 'journal:asc', label: 'Journal' },
  { value: 'captionLength:desc', label: 'Longest caption' },
  { value: 'captionLength:asc', label: 'Shortest caption' },
  { value: 'updated:desc', label: 'Edited last' },
];

/** How many were found, how, and how long it took; order and layout at the right. */
export function ResultsBar(props: {
  result: QueryResult;
  corpusTotal: number | undefined;
  loading: boolean;
  compact: boolean;
  query: CorpusQuery;
  onSort: (sort: Sort | undefined) => void;
  thumbnail: number;
  onThumbnail: (width: number) => void;
  layout: Layout;
  onLayout: (layout: Layout) => void;
  layouts: readonly Segment<Layout>[];
  onImport: () => void;
  onExport: () => void;
  onGoTo: () => void;
}) {
  const { result, corpusTotal, loading, compact, query, thumbnail, layout } = props;
  const natural = query.text === '' ? 'Import order' : 'Relevance';
  const sort = query.sort ? formatSort(query.sort) : naturalOrder;
  return (
    <Toolbar
      end={
        <>
          <SelectField
            className={compact ? (styles.sort ?? '') : ''}
            variant="quiet"
            label="Sort"
            value={sort === 'id:asc' ? naturalOrder : sort}
            options={[{ value: naturalOrder, label: natural }, ...sorts]}
            onChange={(value) => props.onSort(value === naturalOrder ? undefined : parseSort(value))}
          />
          {!compact && (
            <IconButton
              icon={LocateFixed}
              label="Go to a place or a figure"
              keys="G"
              onClick={props.onGoTo}
            />
          )}
          {!compact && layout === 'grid' && (
            <span className={styles.size}>
              <Icon of={ImageIcon} size={11} />
              <Slider
                label="Size of the thumbnails"
                min={96}
                max={360}
                step={4}
                value={thumbnail}
                onChange={props.onThumbnail}
              />
              <Icon of={ImageIcon} size={16} />
            </span>
          )}
          {!compact && (
            <>
              <ToolbarLine />
              <Segmented label="Layout" value={layout} segments={props.layouts} onChange={props.onLayout} />
              <Button variant="quiet" size="small" icon={Download} onClick={props.onImport}>
                Import
              </Button>
              <Button variant="quiet" size="small" icon={Upload} onClick={props.onExport}>
                Export
              </Button>
            </>
          )}
        </>
      }
    >
      <output className={styles.found}>
        <b>{formatCount(result.total)}</b>
        {corpusTotal !== undefined && corpusTotal !== result.total && (
          <span className={styles.of}> of {formatCount(corpusTotal)}</span>
        )}
        <span className={styles.of}> {result.total === 1 ? 'figure' : 'figures'}</span>
      </output>
      {result.rankedWithin !== undefined && !compact && (
        <Badge>
          {result.rankedWithin === 0
            ? 'newest first: too many to rank'
            : `ranked within the newest ${formatCount(result.rankedWithin)}`}
        </Badge>
      )}
      {loading ? <Spinner /> : <span className={styles.time}>{formatDuration(result.milliseconds)}</span>}
    </Toolbar>
  );
}
