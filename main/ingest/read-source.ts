/** One entry for every import source: a path in, a stream of figures and rejections out. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { IngestItem } from '#app/domain/figure.ts';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { detectTree } from './detect.ts';
import { filtered, sparingBlobs } from './filters.ts';
import { baseName } from './file-names.ts';
import { DiskFile, DiskFolder } from './folder/disk.ts';
import { treeKindOf } from './options.ts';
import { isDataSet } from './pmc-s3/open-data-set.ts';
import { readDataSet } from './pmc-s3/read-data-set.ts';
import type { ImportOptions, ReadContext } from './options.ts';
import { readFileSource } from './read-file.ts';
import { readTree } from './read-tree.ts';
import { readArchive } from './read-archive.ts';
import { rejected } from './rejections.ts';
import type { SourceFile } from './tree.ts';

export interface ImportSource {
  /** A file or folder; relative paths start at the working folder. */
  readonly path: string;
}

/**
 * Reads a source of any supported kind: article packages (folders, single documents, zip, tar, tar.gz), WebDataset
 * shards, tables of captioned images, image folders. What it is is told from its content unless `format` says.
 * Items come in the order of the source; bad content comes as rejections and never stops the stream. A source in which
 * nothing can be recognised, an empty folder too, yields one rejection `no-figures` whose message says what to do.
 *
 * @throws {FigscopeError} `not-found` or `permission-denied` when the source itself cannot be opened, `cancelled` when
 * the signal fires, and what the blob sink throws.
 */
export async function* readSource(source: ImportSource, options: ImportOptions): AsyncGenerator<IngestItem> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  let figures = 0;
  try {
    options.signal?.throwIfAborted();
    if (limit <= 0) return;
    for await (const found of readPath(source.path, {
      source: source.path,
      options: sparingBlobs(options),
    })) {
      options.signal?.throwIfAborted();
      const item = filtered(found, source.path, options);
      yield item;
      if (item.kind === 'figure') figures += 1;
      if (figures >= limit) return;
    }
  } catch (error) {
    if (options.signal?.aborted) {
      throw new FigscopeError('cancelled', 'The import was stopped.', { cause: error });
    }
    throw sourceError(error, source.path);
  }
}

async function* readPath(path: string, context: ReadContext): AsyncGenerator<IngestItem> {
  if (await isDataSet(path, context.options.format)) {
    yield* readDataSet(context);
    return;
  }
  const absolute = resolve(path);
  const facts = await stat(absolute);
  if (!facts.isDirectory()) {
    yield* readFileSource(new DiskFile(baseName(absolute), absolute, facts.size), context);
    return;
  }
  const root = await DiskFolder.open(absolute);
  const kind = treeKindOf(context.options.format) ?? (await detectTree(root));
  if (kind) {
    const readInner = (file: SourceFile): AsyncGenerator<IngestItem> =>
      readArchive({ path: file.path ?? absolute, item: file.name, progress: false }, context);
    yield* readTree(root, context, { kind, readArchive: readInner, progress: true });
    return;
  }
  const message =
    'The folder holds no articles, archives, tables or captioned images; check the path, or say what it is with --format.';
  yield rejected(path, '.', 'no-figures', message);
}

/** The system's errors about the source itself, in words. */
function sourceError(error: unknown, path: string): FigscopeError {
  const failure = toFigscopeError(error);
  if (error instanceof FigscopeError) return failure;
  if (failure.code === 'not-found') {
    const message = `There is nothing at ${path}.`;
    return new FigscopeError(
      'not-found',
      { message, remedy: 'Check the path of the source.', facts: { path } },
      { cause: error },
    );
  }
  if (failure.code === 'permission-denied') {
    const message = `${path} may not be read.`;
    const remedy = 'Allow your user to read it, or copy it to a place that you can read.';
    return new FigscopeError('permission-denied', { message, remedy, facts: { path } }, { cause: error });
  }
  return failure;
}
