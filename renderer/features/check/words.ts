/** What a check speaks of, in the words of the window. */
import type { CheckReport, Leak, Problem } from '#app/domain/check.ts';
import { formatCount, formatNoun } from '#renderer/ui/format.ts';

export const partNames: Readonly<Record<Problem['part'], string>> = {
  database: 'Database',
  'text-index': 'Text index',
  'side-car': 'Side-car',
  vectors: 'Vectors',
  index: 'Vector index',
  blobs: 'Kept images',
  images: 'Original images',
};

export const leakNames: Readonly<Record<Leak['kind'], string>> = {
  article: 'Same article',
  image: 'Same image',
  caption: 'Same caption',
  'near-caption': 'Similar caption',
  'near-image': 'Similar picture',
};

export type LeakKind = Leak['kind'];

export const leaksOf = ({ leakCounts }: CheckReport): number =>
  Object.values(leakCounts).reduce((sum, count) => sum + count, 0);

/** The verdict of a check: tone, a sentence, and what follows from it. */
export function verdictOf(report: CheckReport): {
  readonly tone: 'positive' | 'warning' | 'danger';
  readonly title: string;
  readonly text: string;
} {
  const { problems, ok, duplicates } = report;
  const leaks = leaksOf(report);
  const twins = `${formatCount(duplicates.images)} figures share their image with another one, ${formatCount(duplicates.captions)} their caption.`;
  const leaking =
    leaks === 0
      ? 'Nothing leaks between splits.'
      : `${formatNoun(leaks, 'pair')} of figures ${leaks === 1 ? 'leaks' : 'leak'} between splits: what is measured on dev or test may be too good.`;
  const damage =
    problems.length === 0
      ? 'Nothing is damaged'
      : `${formatNoun(problems.length, 'problem')} found${ok ? ', none of which loses anything' : ''}`;
  const tone = ok ? (problems.length + leaks > 0 ? 'warning' : 'positive') : 'danger';
  return { tone, title: damage, text: `${leaking} ${twins}` };
}
