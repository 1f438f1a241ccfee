/** Small helpers to say what an import did not take. */
import type { IngestItem, Rejection } from '#app/domain/figure.ts';

export type RejectionCode = Rejection['code'];

export type RejectedItem = Extract<IngestItem, { kind: 'rejected' }>;

/** One rejected item of the stream. `message` is a plain sentence. */
export function rejected(source: string, item: string, code: RejectionCode, message: string): RejectedItem {
  return { kind: 'rejected', rejection: { source, item, code, message } };
}

/** The first line of what was thrown, without a final stop, to be put into a sentence. */
export function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return (message.split('\n')[0] ?? '').replace(/\.\s*$/, '');
}
