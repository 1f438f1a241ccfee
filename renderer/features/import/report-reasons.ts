/** Rejected items by reason, in words. */
import type { Rejection } from '#app/domain/figure.ts';

export type RejectionCode = Rejection['code'];

/** Long names for the list of reasons. */
export const reasonNames: Readonly<Record<RejectionCode, string>> = {
  'xml-malformed': 'XML not well-formed',
  'no-figures': 'Article without figures',
  'no-caption': 'Caption is empty',
  'image-missing': 'Image missing in the package',
  'image-undecodable': 'Image cannot be decoded',
  'image-too-large': 'Over the pixel limit',
  'image-unsupported': 'Image format not supported',
  'archive-malformed': 'Archive damaged',
  'archive-unsafe': 'Archive refused as unsafe',
  'row-malformed': 'Row cannot be read',
  'license-excluded': 'Licence not wanted',
  duplicate: 'Seen before in this import',
  'too-small': 'Image smaller than wanted',
  'caption-too-short': 'Caption shorter than wanted',
  'not-selected': 'Not in the selection',
  'download-failed': 'Download failed',
  unreadable: 'File cannot be read',
};

/** Short names for the badge of a line. */
export const reasonBadges: Readonly<Record<RejectionCode, string>> = {
  'xml-malformed': 'xml',
  'no-figures': 'no figures',
  'no-caption': 'caption',
  'image-missing': 'missing',
  'image-undecodable': 'decode',
  'image-too-large': 'size',
  'image-unsupported': 'format',
  'archive-malformed': 'archive',
  'archive-unsafe': 'unsafe',
  'row-malformed': 'row',
  'license-excluded': 'licence',
  duplicate: 'duplicate',
  'too-small': 'small',
  'caption-too-short': 'short',
  'not-selected': 'not selected',
  'download-failed': 'download',
  unreadable: 'unreadable',
};

export interface Reason {
  readonly code: RejectionCode;
  readonly count: number;
}

/** Reasons that occur, most frequent first. */
export function reasonsOf(rejected: readonly Rejection[]): readonly Reason[] {
  const counts = new Map<RejectionCode, number>();
  for (const { code } of rejected) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .toSorted((left, right) => right.count - left.count || left.code.localeCompare(right.code));
}

/** Items of one reason (or of all) whose text has every typed word. */
export function foundRejections(
  rejected: readonly Rejection[],
  reason: RejectionCode | undefined,
  wanted: string,
): readonly Rejection[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return rejected.filter((rejection) => {
    if (reason !== undefined && rejection.code !== reason) return false;
    const text = `${rejection.source} ${rejection.item} ${rejection.message}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The list as CSV with a head line, quoted where needed. */
export const rejectionsAsCsv = (rejected: readonly Rejection[]): string =>
  [
    ['source', 'item', 'code', 'message'],
    ...rejected.map((one) => [one.source, one.item, one.code, one.message]),
  ]
    .map((fields) => fields.map(csvField).join(','))
    .join('\r\n');

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
