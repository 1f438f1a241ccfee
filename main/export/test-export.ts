/** For tests: corpora from sources, exports of them, and what of a corpus an export must bring back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportOptions, type ExportResult } from '#app/domain/export.ts';
import type { FigureDetail } from '#app/domain/corpus.ts';
import type { FigureRecord, IngestItem, Rejection } from '#app/domain/figure.ts';
import { readSource } from '#main/ingest/read-source.ts';
import type { ImportOptions } from '#main/ingest/options.ts';
import { keepBlob } from '#main/store/blobs.ts';
import { openCorpus, type Corpus } from '#main/store/corpus.ts';
import { figureDetail } from '#main/store/figure-detail.ts';
import { ingest } from '#main/store/ingest.ts';
import { CorpusWriter } from '#main/store/writer.ts';
import { exportCorpus, type ExportPace, type ExportRequest } from './export-corpus.ts';

/** A folder that is gone after `using`. */
export function temporary(): Disposable & { readonly path: string; readonly at: (name: string) => string } {
  const path = mkdtempSync(join(tmpdir(), 'figscope-export-'));
  return {
    path,
    at: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Imports a source into the corpus of a folder; returns what was not taken. */
export async function importInto(
  folder: string,
  path: string,
  options: Partial<ImportOptions> = {},
): Promise<readonly Rejection[]> {
  const items = readSource({ path }, { blobSink: (bytes) => keepBlob(folder, bytes), ...options });
  return writeItems(folder, path, items);
}

/** Writes items as an import does. */
export async function writeItems(
  folder: string,
  source: string,
  items: AsyncIterable<IngestItem>,
): Promise<readonly Rejection[]> {
  using writer = new CorpusWriter(folder, { name: 'test' });
  const rejected: Rejection[] = [];
  for await (const update of ingest(writer, source, items)) rejected.push(...update.rejected);
  writer.checkpoint();
  return rejected;
}

export async function* itemsOf(records: Iterable<FigureRecord>): AsyncGenerator<IngestItem> {
  for (const figure of records) yield { kind: 'figure', figure };
}

/** A request with everything at its default. */
export const request = (
  wanted: Partial<ExportRequest> & Pick<ExportRequest, 'format' | 'out'>,
): ExportRequest => {
  const { corpus: _, ...options } = exportOptions.parse({ corpus: 'test', ...wanted });
  return options;
};

/** Exports the corpus of a folder and returns the result. */
export async function exportFrom(
  folder: string,
  wanted: Partial<ExportRequest> & Pick<ExportRequest, 'format' | 'out'>,
  pace: ExportPace = {},
): Promise<ExportResult> {
  using corpus = openCorpus(folder, 'test');
  return await exportOpen(corpus, wanted, pace);
}

export async function exportOpen(
  corpus: Corpus,
  wanted: Partial<ExportRequest> & Pick<ExportRequest, 'format' | 'out'>,
  pace: ExportPace = {},
): Promise<ExportResult> {
  let result: ExportResult | undefined;
  for await (const update of exportCorpus(corpus, request(wanted), new AbortController().signal, pace)) {
    result = update.result ?? result;
  }
  if (!result) throw new Error('The export ended without a result.');
  return result;
}

/** What of a figure does not belong to one corpus alone: no row ids, places of files, numbers of edits. */
export type PlainFigure = Pick<
  FigureDetail,
  | 'figureId'
  | 'caption'
  | 'originalCaption'
  | 'label'
  | 'mentions'
  | 'article'
  | 'split'
  | 'panels'
  | 'modality'
  | 'renditions'
  | 'repairs'
> & {
  readonly image: Omit<FigureDetail['image'], 'source'>;
  readonly curation: Omit<FigureDetail['curation'], 'revision'>;
};

/** The figures of a corpus, in an order that does not depend on how they came into it. */
export function figuresOf(folder: string): readonly PlainFigure[] {
  using corpus = openCorpus(folder, 'test');
  return Array.from({ length: corpus.rows }, (_none, id) => plainFigure(figureDetail(corpus, id))).sort(
    (a, b) => (keyOf(a) < keyOf(b) ? -1 : 1),
  );
}

function plainFigure(figure: FigureDetail): PlainFigure {
  const { figureId, caption, originalCaption, label, mentions, article, split, panels, modality } = figure;
  const { renditions, repairs, image } = figure;
  const { sha256, width, height, format, sizeBytes } = image;
  const { revision: _, ...curation } = figure.curation;
  return {
    figureId,
    caption,
    originalCaption,
    label,
    mentions,
    article,
    split,
    panels,
    modality,
    renditions,
    repairs,
    image: { sha256, width, height, format, sizeBytes },
    curation,
  };
}

const keyOf = ({ article, figureId }: Pick<PlainFigure, 'article' | 'figureId'>): string =>
  `${article.key}/${figureId}`;
