/** One entry for every import source: a path in, a stream of figures and rejections out. */
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { IngestItem } from '#app/domain/figure.ts';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { articleFolders } from './folder/article-folders.ts';
import type { FolderFind } from './folder/article-folders.ts';
import { readDocument } from './jats/read-document.ts';
import type { ImportOptions, ReadContext } from './options.ts';
import { mapOrdered } from './ordered.ts';
import { Progress } from './progress.ts';
import { rejected } from './rejections.ts';

/** Articles read ahead while the caller stores what came before. */
const articlesAhead = Math.max(2, Math.min(8, availableParallelism()));

/**
 * Reads a source of any supported kind.
 *
 * @throws {FigscopeError} `not-found` or `permission-denied` when the source itself cannot be opened, `cancelled` when
 * the signal fires. Bad content inside a source never throws: it comes as rejections.
 */
export async function* readSource(
  source: { path: string },
  options: ImportOptions,
): AsyncGenerator<IngestItem> {
  const path = resolve(source.path);
  const context: ReadContext = { source: source.path, options };
  const facts = await stat(path).catch((error: unknown) => {
    throw toFigscopeError(error);
  });
  if (!facts.isDirectory()) throw new FigscopeError('unsupported', 'Only folders can be read so far.');
  const root = { name: '', path, identity: `${facts.dev}:${facts.ino}` };
  const progress = new Progress();
  for await (const items of mapOrdered(articleFolders(root), articlesAhead, (find) =>
    readFind(find, context),
  )) {
    options.signal?.throwIfAborted();
    yield* items;
    yield* progress.advance('');
  }
}

async function readFind(find: FolderFind, context: ReadContext): Promise<readonly IngestItem[]> {
  switch (find.kind) {
    case 'package':
      return readDocument(find.package, context);
    case 'archive':
      return [];
    case 'rejected':
      return [rejected(context.source, find.item, find.code, find.message)];
  }
}
