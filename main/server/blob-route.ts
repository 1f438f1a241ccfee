/** `/blob/<corpus>/<sha256>?w=256`: an image of a corpus, or a thumbnail of that width. One reading for both shells. */
import { corpusName } from '#app/domain/corpus.ts';
import type { BlobFile, HostForShell } from '../host/host-for-shell.ts';
import { blobHeaders } from './content-security.ts';
import { answerWithFile, type FileAnswer, type FileRequest } from './file-response.ts';

export interface BlobAddress {
  readonly corpus: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Pixels; 0 is the whole image. */
  readonly width: number;
}

const longestWidth = 4096;

/** Undefined for what is not an address of an image. */
export function parseBlobAddress(url: URL): BlobAddress | undefined {
  const [, corpus, sha256] = /^\/blob\/([^/]+)\/([0-9a-f]{64})$/.exec(url.pathname) ?? [];
  const width = /^\d{1,4}$/.exec(url.searchParams.get('w') ?? '0')?.[0];
  if (corpus === undefined || sha256 === undefined || width === undefined) return undefined;
  if (!corpusName.safeParse(corpus).success || Number(width) > longestWidth) return undefined;
  return { corpus, sha256, width: Number(width) };
}

export interface BlobAnswer extends FileAnswer {
  readonly path: string;
}

/** Undefined when there is no such image. */
export async function answerBlob(
  host: Pick<HostForShell, 'blob'>,
  address: BlobAddress,
  request: FileRequest,
  signal: AbortSignal,
): Promise<BlobAnswer | undefined> {
  const file = await host.blob(address.corpus, address.sha256, address.width, signal);
  if (file === undefined) return undefined;
  const answer = await answerWithFile(file.path, `"${address.sha256}-${address.width}"`, request);
  return { ...answer, path: file.path, headers: { ...answer.headers, ...headersOf(file) } };
}

const headersOf = (file: BlobFile): Readonly<Record<string, string>> => ({
  ...blobHeaders,
  'content-type': /^image\/[\w.+-]+$/.test(file.type) ? file.type : 'application/octet-stream',
  // The address is the hash of the content.
  'cache-control': 'private, max-age=31536000, immutable',
});
