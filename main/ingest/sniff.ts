/** What a file is, told from its first bytes. */
import { gunzipSync, constants } from 'node:zlib';
import { blockBytes, hasValidChecksum } from './archive/tar-header.ts';
import { beginsAsParquet } from './pairs/parquet/parquet-file.ts';
import { wideEncoding } from './text-encoding.ts';
import { decodeXmlBytes } from './xml/decode.ts';
import { readProlog } from './xml/prolog.ts';

/** Enough for the longest document type declarations in use. */
export const headBytes = 64 * 1024;

export type FileKind =
  | 'article'
  | 'xml'
  | 'tar'
  | 'tar-gzip'
  | 'zip'
  | 'gzip'
  | 'image'
  | 'parquet'
  | 'lfs-pointer'
  | 'empty'
  | 'text'
  | 'other';

/** The kind of a file by the bytes it begins with; `text` is anything readable, which a table or JSON lines may be. */
export function fileKind(head: Uint8Array): FileKind {
  if (head.length === 0) return 'empty';
  if (startsWith(head, 0x50, 0x4b, 0x03, 0x04) || startsWith(head, 0x50, 0x4b, 0x05, 0x06)) return 'zip';
  if (startsWith(head, 0x1f, 0x8b)) return isTar(gunzipHead(head)) ? 'tar-gzip' : 'gzip';
  if (isTar(head)) return 'tar';
  if (isImage(head)) return 'image';
  if (beginsAsParquet(head)) return 'parquet';
  const start = new TextDecoder('latin1').decode(head.subarray(0, 64));
  if (start.startsWith('version https://git-lfs')) return 'lfs-pointer';
  const root = rootName(head);
  if (root !== undefined) return holdsArticles(root) ? 'article' : 'xml';
  return head.includes(0) && wideEncoding(head) === undefined ? 'other' : 'text';
}

/** The local name of a document's root element; undefined when the bytes are no XML. */
export function rootName(head: Uint8Array): string | undefined {
  const text = decodeXmlBytes(head);
  if (!/^\s*</.test(text.replace(/^\ufeff/, ''))) return undefined;
  const { rootOffset } = readProlog(text);
  return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(rootOffset, rootOffset + 200))?.[1];
}

const articleRoots: ReadonlySet<string> = new Set(['article', 'pmc-articleset', 'articles', 'OAI-PMH']);

/** Whether a document with this root holds one article or a set of them. */
export function holdsArticles(root: string | undefined): boolean {
  return root !== undefined && articleRoots.has(root);
}

/** Roots of the files that packages carry beside the article: lists of contents and instructions to a press. */
const companionRoots: ReadonlySet<string> = new Set([
  'manifest',
  'directives',
  'transfer',
  'dar',
  'container',
  'package',
  'mets',
]);

/** Whether a document with this root is known to be no article and nothing to report. */
export function isCompanion(root: string | undefined): boolean {
  return root !== undefined && companionRoots.has(root);
}

function isTar(head: Uint8Array): boolean {
  return head.length >= blockBytes && hasValidChecksum(head.subarray(0, blockBytes));
}

/** What the first bytes of a gzip file unpack to, as far as they go. */
function gunzipHead(head: Uint8Array): Uint8Array {
  try {
    return gunzipSync(head.subarray(0, 8192), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0);
  }
}

function isImage(head: Uint8Array): boolean {
  if (startsWith(head, 0x89, 0x50, 0x4e, 0x47) || startsWith(head, 0xff, 0xd8, 0xff)) return true;
  if (startsWith(head, 0x49, 0x49, 0x2a, 0x00) || startsWith(head, 0x4d, 0x4d, 0x00, 0x2a)) return true;
  const latin = new TextDecoder('latin1').decode(head.subarray(0, 132));
  return latin.startsWith('GIF8') || /^RIFF....WEBP/s.test(latin) || latin.slice(128) === 'DICM';
}

function startsWith(bytes: Uint8Array, ...signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}
