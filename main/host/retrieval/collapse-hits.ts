/** One hit for figures that are the same: by their image when images are ranked, by their words when captions are. */
import type { FigureSummary } from '#app/domain/corpus.ts';

type Side = 'image' | 'text';

export interface Group<T> {
  /** The best of them, which stands for all. */
  readonly first: T;
  /** The others, in their order. */
  readonly copies: T[];
}

/** What makes two figures one. Captions count as equal whatever their case, white space and form of accents. */
export function sameness(
  figure: Pick<FigureSummary, 'id' | 'sha256' | 'caption' | 'label'>,
  side: Side,
): string {
  if (side === 'image') return figure.sha256;
  const words = figure.caption.normalize('NFKC').toLowerCase().split(/\s+/).join(' ').trim();
  // Figures without a caption have nothing in common.
  return words === '' ? `figure ${figure.id}` : words;
}

/** Groups in the order of their first members. */
export function collapse<T>(items: readonly T[], keyOf: (item: T) => string): Group<T>[] {
  const groups = new Map<string, Group<T>>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.copies.push(item);
    else groups.set(key, { first: item, copies: [] });
  }
  return [...groups.values()];
}
