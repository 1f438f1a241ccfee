/** What a file is, told from its first bytes. */
import { open } from 'node:fs/promises';
import { decodeXmlBytes } from './xml/decode.ts';
import { readProlog } from './xml/prolog.ts';

/** Enough for the longest document type declarations in use. */
export const headBytes = 64 * 1024;

/** The first bytes of a file. */
export async function readHead(path: string, sizeBytes = headBytes): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const buffer = new Uint8Array(sizeBytes);
    const { bytesRead } = await handle.read(buffer, 0, sizeBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The local name of a document's root element; undefined when the bytes are no XML. */
export function rootName(head: Uint8Array): string | undefined {
  const text = decodeXmlBytes(head);
  const { rootOffset } = readProlog(text);
  if (
    text
      .slice(0, rootOffset)
      .replace(/<[\s\S]*?>/g, '')
      .replace(/[\s\ufeff]+/g, '').length > 64
  )
    return undefined;
  return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(rootOffset, rootOffset + 200))?.[1];
}

const articleRoots: ReadonlySet<string> = new Set(['article', 'pmc-articleset', 'articles', 'OAI-PMH']);

/** Whether the document holds one article or a set of them. */
export function holdsArticles(root: string | undefined): boolean {
  return root !== undefined && articleRoots.has(root);
}
