/** Hashes as the hub announces them. */
import { createHash, type Hash } from 'node:crypto';
import type { ContentHash } from './hub-answer.ts';

/** A hash that is fed the content: SHA-256, or SHA-1 over git's header and the content. */
export function startHash(kind: ContentHash['kind'], sizeBytes: number): Hash {
  return kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${sizeBytes}\0`);
}
