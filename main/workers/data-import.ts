/** `data.import` and `data.makeSample`: sources become rows, with news while they do. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ImportOptions } from '#app/contract/imports.ts';
import type { IngestItem } from '#app/domain/figure.ts';
import type { ImportCounts } from '#app/domain/job.ts';
import type { ImportOptions as ReadOptions } from '#main/ingest/options.ts';
import { isAddress } from '#main/ingest/pmc-s3/open-data-set.ts';
import { keepBlob } from '#main/store/blobs.ts';
import { databaseFileName } from '#main/store/database.ts';
import { ingest, type IngestUpdate } from '#main/store/ingest.ts';
import { addCounts, noCounts, type WriteCounts } from '#main/store/write-counts.ts';
import { CorpusWriter } from '#main/store/writer.ts';
import { readImageBytes } from '#main/images/read-image.ts';
import { reportStep } from './heartbeat.ts';

/** Where figures come from; tests give their own. */
export interface ImportSources {
  readonly readSource: (source: { path: string }, options: ReadOptions) => AsyncIterable<IngestItem>;
  readonly sampleFigures: (options: {
    seed: number;
    count: number;
    directory: string;
    signal: AbortSignal;
  }) => AsyncIterable<IngestItem>;
}

export interface ImportPlace {
  readonly folder: string;
  readonly name: string;
  readonly sources: ImportSources;
  readonly signal: AbortSignal;
}

export type ImportChunk = IngestUpdate & { counts?: ImportCounts };

/** Steps are counted over the life of the process, as its heartbeat shows them. */
let items = 0;
const onItem = (): void => {
  items += 1;
  reportStep(items);
};

/** Imports sources one after another; the last chunk carries the counts. */
export async function* importSources(
  place: ImportPlace,
  request: ImportRequest,
): AsyncGenerator<ImportChunk> {
  if (!request.dryRun) yield* importInto(place, request);
  else if (existsSync(join(place.folder, databaseFileName))) yield* rehearse(place, request);
  else {
    // A corpus that does not exist yet comes into being beside it, and goes again.
    const elsewhere = await mkdtemp(join(tmpdir(), 'figscope-dry-run-'));
    try {
      yield* rehearse({ ...place, folder: elsewhere }, request);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  }
}

type ImportRequest = Omit<ImportOptions, 'corpus'> & { paths: readonly string[]; keepImages: boolean };

/** As the import, with counts of what it would add. */
async function* rehearse(place: ImportPlace, request: ImportRequest): AsyncGenerator<ImportChunk> {
  for await (const { committed: _, counts, ...chunk } of importInto(place, {
    ...request,
    keepImages: false,
  })) {
    if (counts === undefined) yield chunk;
    else {
      const { articles, figures, pairs } = counts.totals;
      const totals = {
        articles: articles + counts.articles,
        figures: figures + counts.figures,
        pairs: pairs + counts.pairs,
      };
      yield { ...chunk, counts: { ...counts, totals } };
    }
  }
}

async function* importInto(
  { folder, name, sources, signal }: ImportPlace,
  request: ImportRequest,
): AsyncGenerator<ImportChunk> {
  const startedAt = performance.now();
  const split = { shares: request.split, seed: request.seed };
  using writer = new CorpusWriter(folder, {
    name,
    split,
    rehearsal: request.dryRun,
    duplicates: request.duplicates,
  });
  const sum = noCounts();
  const stored = new Set<() => void>();
  for (const path of request.paths) {
    const limit = request.limit === undefined ? undefined : request.limit - sum.figures - sum.unchanged;
    if (limit !== undefined && limit <= 0) break;
    const figures = sources.readSource(
      { path },
      {
        format: request.format,
        minSidePx: request.minSidePx,
        minCaptionWords: request.minCaptionWords,
        ...(request.licenses.length === 0 ? {} : { licenses: request.licenses }),
        ...(limit === undefined ? {} : { limit }),
        signal,
        ...(request.selection === undefined ? {} : { selection: request.selection }),
        memory: {
          folder: join(folder, 'downloads'),
          imagesOf: (article) =>
            writer
              .imagesOf(article)
              .map((image) => ({ image, read: () => readImageBytes(image.source, folder) })),
          // A rehearsal knows what was read before, and adds nothing to it.
          ...(request.dryRun ? {} : { onStored: (listener: () => void) => void stored.add(listener) }),
        },
        blobSink: (bytes) => (request.dryRun ? hashOnly(bytes) : keepBlob(folder, bytes)),
      },
    );
    const kept = request.keepImages ? keepImages(folder, figures) : figures;
    const onStored = () => stored.forEach((listener) => listener());
    addCounts(sum, yield* ingest(writer, nameOf(path), kept, { signal, onItem, onStored }));
    stored.clear();
  }
  writer.checkpoint();
  yield { rejected: [], counts: countsOf(writer, name, sum, startedAt) };
}

/** Names a source for good: an address as it is, a path from its root. */
const nameOf = (path: string): string => (isAddress(path) ? path : resolve(path));

const hashOnly = async (bytes: Uint8Array): Promise<{ readonly sha256: string }> => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** The same figures with their images copied into the corpus. */
async function* keepImages(folder: string, items: AsyncIterable<IngestItem>): AsyncGenerator<IngestItem> {
  for await (const item of items) {
    if (item.kind !== 'figure' || item.figure.image.source.kind === 'blob') {
      yield item;
      continue;
    }
    const { figure } = item;
    const { sha256 } = await keepBlob(folder, await readImageBytes(figure.image.source, folder));
    yield {
      kind: 'figure',
      figure: { ...figure, image: { ...figure.image, source: { kind: 'blob', sha256 } } },
    };
  }
}

/** Draws the sample corpus; what is there already is not drawn again. */
export async function* makeSample(
  { folder, name, sources, signal }: ImportPlace,
  { seed, count }: { seed: number; count: number },
): AsyncGenerator<ImportChunk> {
  const startedAt = performance.now();
  using writer = new CorpusWriter(folder, { name });
  const source = `sample ${seed} ${count}`;
  const sum = noCounts();
  if (!writer.isFinished(source)) {
    const figures = sources.sampleFigures({ seed, count, directory: join(folder, 'sample'), signal });
    addCounts(sum, yield* ingest(writer, source, figures, { signal, onItem }));
    writer.checkpoint();
  }
  yield { rejected: [], counts: countsOf(writer, name, sum, startedAt) };
}

function countsOf(writer: CorpusWriter, corpus: string, added: WriteCounts, startedAt: number): ImportCounts {
  return { corpus, ...added, totals: writer.totals(), seconds: (performance.now() - startedAt) / 1000 };
}
