/** A single file as a source: an article, a table, an archive. */
import { dirname } from 'node:path';
import type { IngestItem } from '#app/domain/figure.ts';
import { gunzipToScratch } from './archive/gunzip.ts';
import { isArchiveKind } from './archive/open-archive.ts';
import { countRows } from './count.ts';
import { baseName } from './file-names.ts';
import { DiskFile, DiskFolder, readHead } from './folder/disk.ts';
import { filesAround } from './jats/find-packages.ts';
import { readDocument } from './jats/read-document.ts';
import { isTableFormat } from './options.ts';
import type { ReadContext } from './options.ts';
import { mapOrdered } from '#app/util/ordered.ts';
import { readPair } from './pairs/pair.ts';
import { tableKind } from './pairs/table-kind.ts';
import { tableRows } from './pairs/table.ts';
import { Progress } from './progress.ts';
import { readArchive } from './read-archive.ts';
import { unitsAhead } from './read-tree.ts';
import { rejected } from './rejections.ts';
import type { RejectionCode } from './rejections.ts';
import { fileKind, headBytes } from './sniff.ts';
import type { FileKind } from './sniff.ts';

/** Reads one file of any supported kind. @throws the system's error when it cannot be opened. */
export async function* readFileSource(file: DiskFile, context: ReadContext): AsyncGenerator<IngestItem> {
  const { source, options } = context;
  const head = await readHead(file.path, headBytes);
  const kind = fileKind(head);
  if (isArchiveKind(kind)) {
    yield* readArchive({ path: file.path, item: '', progress: true }, context);
  } else if (
    isTableFormat(options.format) ||
    ((kind === 'text' || kind === 'parquet') && tableKind(head) !== undefined)
  ) {
    yield* readTable(file, context);
  } else if (kind === 'article') yield* readArticle(file, file, context);
  else if (kind === 'gzip') yield* readCompressedArticle(file, context);
  else {
    const { code, message } = notASource(kind);
    yield rejected(source, baseName(file.name), code, message);
  }
}

/** A document with the files beside the place where it was given. */
async function* readArticle(
  document: DiskFile,
  given: DiskFile,
  context: ReadContext,
): AsyncGenerator<IngestItem> {
  const folder = await DiskFolder.open(dirname(given.path));
  yield* await readDocument({ document, files: await filesAround(folder) }, context);
}

async function* readCompressedArticle(file: DiskFile, context: ReadContext): AsyncGenerator<IngestItem> {
  const { scratchFolder, signal } = context.options;
  const name = file.name.replace(/\.gz$/i, '');
  const unpacked = await gunzipToScratch(file.path, scratchFolder, signal);
  try {
    const { problem } = unpacked;
    const document = await DiskFile.at(name, unpacked.path);
    const kind = fileKind(await document.head(headBytes));
    if (problem) yield rejected(context.source, file.name, problem.code, problem.message);
    else if (kind === 'article') yield* readArticle(document, file, context);
    else {
      const message = 'It is a gzip file that holds neither a tar archive nor an article.';
      yield rejected(context.source, file.name, 'archive-malformed', message);
    }
  } finally {
    await unpacked.remove();
  }
}

async function* readTable(file: DiskFile, context: ReadContext): AsyncGenerator<IngestItem> {
  const { source, options } = context;
  const folder = await DiskFolder.open(dirname(file.path));
  const stopped = new AbortController();
  const progress = new Progress();
  countRows(file, stopped.signal).then(
    (total) => progress.setTotal(total),
    () => undefined,
  );
  const rows = tableRows(file, folder, source);
  try {
    const items = mapOrdered(rows, unitsAhead, (row) =>
      'rejection' in row ? Promise.resolve(row) : readPair(row, context),
    );
    for await (const item of items) {
      options.signal?.throwIfAborted();
      yield item;
      yield* progress.advance(file.name);
    }
  } finally {
    stopped.abort();
  }
}

function notASource(kind: FileKind): { readonly code: RejectionCode; readonly message: string } {
  switch (kind) {
    case 'empty':
      return { code: 'no-figures', message: 'The file is empty.' };
    case 'image':
      return {
        code: 'no-caption',
        message:
          'It is an image without a caption; put the caption into a text file of the same name beside it.',
      };
    case 'lfs-pointer':
      return {
        code: 'unreadable',
        message: 'It is a Git LFS pointer, not the file itself; fetch the file first.',
      };
    case 'xml':
      return { code: 'xml-malformed', message: 'It is an XML document, but not an article.' };
    default:
      return {
        code: 'no-figures',
        message: 'It is no article, archive of articles, WebDataset shard or table of captioned images.',
      };
  }
}
