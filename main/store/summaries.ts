/** Rows of the grid: summaries of figures by id, with the places that a text query matched. */
import { curationStatuses, licenseCodes, splitNames } from '#app/domain/figure.ts';
import type { FigureSummary } from '#app/domain/corpus.ts';
import {
  bytesOf,
  memberOf,
  numberOf,
  optionalNumber,
  optionalText,
  stringsOf,
  textOf,
  type Cell,
} from './cells.ts';
import type { Corpus } from './corpus.ts';
import { highlightsOf } from './highlights.ts';
import type { TextQuery } from './text-query.ts';

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** The effective tags and status of a figure that nobody touched. */
export const untouched = { status: curationStatuses[0], tags: [] } as const;

/** Summaries of the ids that exist, in their order. */
export function summariesOf(corpus: Corpus, ids: Iterable<number>, text?: TextQuery): FigureSummary[] {
  const rows = corpus.statements.summaries.all(JSON.stringify([...ids]));
  const summaries = rows.map((row) => summaryOf(corpus, row));
  if (!text) return summaries;
  const highlights = highlightsOf(corpus, text, summaries);
  return summaries.map((summary) => ({ ...summary, highlights: highlights.get(summary.id) ?? [] }));
}

function summaryOf(corpus: Corpus, row: Readonly<Record<string, Cell>>): FigureSummary {
  return {
    id: numberOf(row['id']),
    articleKey: textOf(row['key']),
    figureId: textOf(row['figure_id']),
    label: optionalText(row['label']),
    caption: textOf(row['caption']),
    highlights: [],
    title: textOf(row['title']),
    journal: corpus.journals.name(numberOf(row['journal'])),
    year: optionalNumber(row['year']),
    license: memberOf(licenseCodes, row['license']),
    modality: corpus.modalities.name(numberOf(row['modality'])),
    split: memberOf(splitNames, row['split']),
    status: row['status'] === null ? untouched.status : memberOf(curationStatuses, row['status']),
    tags: row['tags'] === null ? [] : stringsOf(row['tags']),
    captionEdited: row['edited'] === 1,
    ...(row['retracted'] === 1 ? { retracted: true } : {}),
    sha256: hexOf(bytesOf(row['sha256'])),
    width: numberOf(row['width']),
    height: numberOf(row['height']),
  };
}
