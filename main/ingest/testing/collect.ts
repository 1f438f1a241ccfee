/** Helpers of this folder's tests. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { FigureRecord, IngestItem, Rejection } from '#app/domain/figure.ts';
import type { ImportOptions } from '../options.ts';
import { readSource } from '../read-source.ts';

export interface Collected {
  readonly figures: readonly FigureRecord[];
  readonly rejections: readonly Rejection[];
  readonly progress: readonly Extract<IngestItem, { kind: 'progress' }>[];
  /** What the blob sink was given, by SHA-256. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/** Reads a source to its end. */
export async function collect(path: string, options: Partial<ImportOptions> = {}): Promise<Collected> {
  const figures: FigureRecord[] = [];
  const rejections: Rejection[] = [];
  const progress: Extract<IngestItem, { kind: 'progress' }>[] = [];
  const blobs = new Map<string, Uint8Array>();
  const blobSink = (bytes: Uint8Array): Promise<{ sha256: string }> => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    blobs.set(sha256, bytes);
    return Promise.resolve({ sha256 });
  };
  for await (const item of readSource({ path }, { blobSink, ...options })) {
    if (item.kind === 'figure') figures.push(item.figure);
    else if (item.kind === 'rejected') rejections.push(item.rejection);
    else progress.push(item);
  }
  return { figures, rejections, progress, blobs };
}

/** `code item` of every rejection. */
export function refusals({ rejections }: Collected): readonly string[] {
  return rejections.map(({ code, item }) => `${code} ${item}`);
}

/** A folder of its own that is gone after `using`. */
export async function scratch(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<AsyncDisposable & { readonly path: string; readonly at: (name: string) => string }> {
  const path = await mkdtemp(join(tmpdir(), 'figscope-ingest-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return {
    path,
    at: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** A small image of one colour; another `red` gives another hash. */
export function image(
  format: 'png' | 'jpeg' | 'gif' | 'tiff' = 'png',
  { width = 8, height = 6, red = 0 }: { width?: number; height?: number; red?: number } = {},
): Promise<Uint8Array> {
  const background = { r: red, g: 100, b: 200 };
  return sharp({ create: { width, height, channels: 3, background } })
    .toFormat(format)
    .toBuffer();
}

/** A JPEG with detail, so that half of it is half a picture. */
export async function noisyJpeg(): Promise<Uint8Array> {
  const side = 128;
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, index) => (index * index * 31) % 251);
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** An article with a PMCID, a CC BY licence and the given body. */
export function article(
  body: string,
  { pmcid = '1', front = '' }: { pmcid?: string; front?: string } = {},
): string {
  return `<?xml version="1.0"?>
<article xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML" article-type="research-article">
<front><journal-meta><journal-title>Journal of Tests</journal-title></journal-meta><article-meta>
<article-id pub-id-type="pmc">${pmcid}</article-id>
<title-group><article-title>A title</article-title></title-group>
<pub-date><year>2012</year></pub-date>
<permissions><license xlink:href="http://creativecommons.org/licenses/by/4.0/"><license-p>CC BY</license-p></license></permissions>
${front}</article-meta></front>
<body>${body}</body></article>`;
}

/** A figure with a caption and one graphic. */
export function figure(id: string, { href = id, caption = `Caption of ${id}.`, label = '' } = {}): string {
  return `<fig id="${id}">${label === '' ? '' : `<label>${label}</label>`}<caption><p>${caption}</p></caption><graphic xlink:href="${href}"/></fig>`;
}
