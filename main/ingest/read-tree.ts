/** A tree of folders, on disk or inside an archive, to items of the stream. */
import { availableParallelism } from 'node:os';
import type { IngestItem } from '#app/domain/figure.ts';
import { countUnits } from './count.ts';
import type { TreeKind } from './detect.ts';
import { findPackages } from './jats/find-packages.ts';
import type { PackageFind } from './jats/find-packages.ts';
import { readDocument } from './jats/read-document.ts';
import type { ReadContext } from './options.ts';
import { mapOrdered } from '#app/util/ordered.ts';
import { findPairs } from './pairs/find-pairs.ts';
import type { PairFind } from './pairs/find-pairs.ts';
import { readPair } from './pairs/pair.ts';
import { Progress } from './progress.ts';
import { rejected } from './rejections.ts';
import type { Folder, SourceFile } from './tree.ts';

export interface ReadTreeOptions {
  readonly kind: TreeKind;
  /** Reads an archive found in the tree; undefined inside an archive, where another one is not opened. */
  readonly readArchive: ((file: SourceFile) => AsyncGenerator<IngestItem>) | undefined;
  /** Whether to report progress; the outermost reader of a source does. */
  readonly progress: boolean;
}

/**
 * Reads ahead while the caller stores what came before: twice the cores, since documents are parsed and images decoded
 * outside the event loop. The memory gate bounds what is held meanwhile.
 */
export const unitsAhead = Math.max(4, Math.min(16, 2 * availableParallelism()));

/** What one find became: its items, or a stream too long to be read ahead. */
type Found = readonly IngestItem[] | AsyncGenerator<IngestItem>;

/** Every article or captioned image of a tree. */
export async function* readTree(
  root: Folder,
  context: ReadContext,
  options: ReadTreeOptions,
): AsyncGenerator<IngestItem> {
  const stopped = new AbortController();
  const progress = new Progress();
  if (options.progress) {
    const signals = [stopped.signal, ...(context.options.signal ? [context.options.signal] : [])];
    countUnits(root, options.kind, AbortSignal.any(signals)).then(
      (total) => progress.setTotal(total),
      () => undefined,
    );
  }
  try {
    for await (const { detail, items } of finds(root, context, options)) {
      context.options.signal?.throwIfAborted();
      yield* items;
      if (options.progress) yield* progress.advance(detail);
    }
  } finally {
    stopped.abort();
  }
}

interface FoundUnit {
  readonly detail: string;
  readonly items: Found;
}

function finds(root: Folder, context: ReadContext, options: ReadTreeOptions): AsyncGenerator<FoundUnit> {
  if (options.kind === 'packages') {
    return mapOrdered(findPackages(root), unitsAhead, (find) => readPackageFind(find, context, options));
  }
  const { source } = context;
  const pairs = findPairs(root, { source, isShard: options.readArchive === undefined });
  return mapOrdered(pairs, unitsAhead, (find) => readPairFind(find, context, options));
}

async function readPackageFind(
  find: PackageFind,
  context: ReadContext,
  options: ReadTreeOptions,
): Promise<FoundUnit> {
  switch (find.kind) {
    case 'package': {
      const items = await readDocument(find.package, context);
      return { detail: find.package.document.name, items };
    }
    case 'archive':
      return { detail: find.file.name, items: await innerArchive(find.file, context, options) };
    case 'skipped':
      return { detail: find.file.name, items: [] };
    case 'rejected':
      return {
        detail: find.item,
        items: [rejected(context.source, find.item, find.code, find.message)],
      };
  }
}

async function readPairFind(
  find: PairFind,
  context: ReadContext,
  options: ReadTreeOptions,
): Promise<FoundUnit> {
  if ('archive' in find) {
    return { detail: find.archive.name, items: await innerArchive(find.archive, context, options) };
  }
  if ('rejection' in find) return { detail: find.rejection.item, items: [find] };
  return { detail: find.item, items: [await readPair(find, context)] };
}

/** Archives up to this size are read ahead whole, so that a folder of one-article archives keeps every core busy. */
const aheadBytes = 64 * 1024 * 1024;

async function innerArchive(
  file: SourceFile,
  { source }: ReadContext,
  { readArchive }: ReadTreeOptions,
): Promise<Found> {
  if (!readArchive) {
    const message = 'An archive inside an archive is not opened; unpack the outer one first.';
    return [rejected(source, file.name, 'archive-unsafe', message)];
  }
  const items = readArchive(file);
  if (file.sizeBytes > aheadBytes) return items;
  const collected: IngestItem[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
