/**
 * `/blob/<corpus>/<sha256>?w=256`: an image of a corpus, or a thumbnail of that width. `/preview/<grant>?w=1024`: a
 * picture of a file that the window handed over and cannot show by itself. One reading for both shells.
 */
import { corpusName } from '#app/domain/corpus.ts';
import type { BlobFile, HostForShell } from '../host/host-for-shell.ts';
import { blobHeaders } from './content-security.ts';
import { answerWithFile, type FileAnswer, type FileRequest } from './file-response.ts';

export type BlobAddress =
  | {
      readonly kind: 'blob';
      readonly corpus: string;
      /** Lower-case hexadecimal. */
      readonly sha256: string;
      /** Pixels; 0 is the whole image. */
      readonly width: number;
    }
  | { readonly kind: 'preview'; readonly grant: string; readonly width: number };

const longestWidth = 4096;

/** Undefined for what is not an address of an image. */
export function parseBlobAddress(url: URL): BlobAddress | undefined {
  const width = /^\d{1,4}$/.exec(url.searchParams.get('w') ?? '0')?.[0];
  const grant = /^\/preview\/([A-Za-z0-9_-]{8,64})$/.exec(url.pathname)?.[1];
  if (grant !== undefined) {
    return width === undefined || Number(width) > longestWidth
      ? undefined
      : { kind: 'preview', grant, width: Number(width) };
  }
  const [, corpus, sha256] = /^\/blob\/([^/]+)\/([0-9a-f]{64})$/.exec(url.pathname) ?? [];
  if (corpus === undefined || sha256 === undefined || width === undefined) return undefined;
  if (!corpusName.safeParse(corpus).success || Number(width) > longestWidth) return undefined;
  return { kind: 'blob', corpus, sha256, width: Number(width) };
}

export interface BlobAnswer extends FileAnswer {
  readonly path: string;
}

/** True for the addresses that this file reads. */
export const isImageAddress = (url: URL): boolean => /^\/(blob|preview)\//.test(url.pathname);

/** Undefined when there is no such image. */
export async function answerBlob(
  host: Pick<HostForShell, 'blob' | 'preview'>,
  address: BlobAddress,
  request: FileRequest,
  signal: AbortSignal,
): Promise<BlobAnswer | undefined> {
  const file = await find(host, address, signal);
  if (file === undefined) return undefined;
  const name = address.kind === 'blob' ? address.sha256 : address.grant;
  const answer = await answerWithFile(file.path, `"${name}-${address.width}"`, request);
  return { ...answer, path: file.path, headers: { ...answer.headers, ...headersOf(file) } };
}

function find(
  host: Pick<HostForShell, 'blob' | 'preview'>,
  address: BlobAddress,
  signal: AbortSignal,
): Promise<BlobFile | undefined> {
  if (address.kind === 'preview') return host.preview(address.grant, address.width, signal);
  return host.blob(address.corpus, address.sha256, address.width, signal);
}

const headersOf = (file: BlobFile): Readonly<Record<string, string>> => ({
  ...blobHeaders,
  'content-type': /^image\/[\w.+-]+$/.test(file.type) ? file.type : 'application/octet-stream',
  // The address is the hash of the content, or a grant that is never used again.
  'cache-control': 'private, max-age=31536000, immutable',
});
