/** What the sample corpus will hold, before anything is drawn: articles, their splits, their figures' attributes. */
import { createRandom, type Random } from '#app/util/random.ts';
import type { SplitName } from '#app/domain/figure.ts';
import { sampleArticle, type ThemedArticle } from './articles.ts';
import { compound } from './compound.ts';
import { compoundName, modalities, type ModalityName } from './modalities.ts';
import { between, chance, pick, type Sketch, type Sketcher } from './sketch.ts';

/** Everything about a figure but its pixels and sentences. */
export interface PlannedFigure {
  readonly themed: ThemedArticle;
  readonly split: SplitName;
  /** Number in the article, from 1. */
  readonly number: number;
  readonly modality: string;
  readonly panels: number;
  readonly sketch: Sketch;
  /** For what is decided later (caption, size of the image). */
  readonly random: Random;
}

const compoundShare = 0.15;
/** How often a figure is drawn anew before it may repeat the attributes of another in its split. */
const attempts = 12;

/** `count` figures, the same for the same seed. The first figures of a longer plan differ from those of a shorter one. */
export function planSample(seed: number, count: number): PlannedFigure[] {
  const root = createRandom('sample corpus').fork(seed);
  const sizes = articleSizes(root.fork('sizes'), count);
  const splits = splitArticles(root.fork('splits'), sizes);
  const seen = new Set<string>();
  const drawn = new Map<ModalityName, number>();
  return sizes.flatMap((size, index) => {
    const random = root.fork(index);
    const themed = sampleArticle(random.fork('article'), index);
    return Array.from({ length: size }, (_, i) =>
      planFigure(random.fork(`figure ${i + 1}`), themed, splits[index]!, i + 1, { seen, drawn }),
    );
  });
}

/** What the plan holds so far. */
interface Progress {
  /** Keys of the figures, one set for all splits. */
  readonly seen: Set<string>;
  /** How often each modality leads a figure. */
  readonly drawn: Map<ModalityName, number>;
}

/** One of the theme's modalities: the rarer of two, which evens out the corpus. */
function pickModality(
  random: Random,
  { theme }: ThemedArticle,
  drawn: ReadonlyMap<ModalityName, number>,
): ModalityName {
  const [first, second] = [pick(random, theme.modalities), pick(random, theme.modalities)];
  return (drawn.get(second) ?? 0) < (drawn.get(first) ?? 0) ? second : first;
}

/** Figures per article: four on average, two to six, the sum exactly `count`. */
function articleSizes(random: Random, count: number): number[] {
  const articles = Math.max(1, Math.round(count / 4));
  const sizes = Array.from(
    { length: articles },
    (_, i) => Math.floor(count / articles) + (i < count % articles ? 1 : 0),
  );
  for (let move = 0; move < articles * 2; move++) {
    const from = random.integer(articles);
    const to = random.integer(articles);
    if (from === to || sizes[from]! <= 2 || sizes[to]! >= 6) continue;
    sizes[from]!--;
    sizes[to]!++;
  }
  return sizes;
}

/** Whole articles to test and dev until each holds a tenth of the figures; the rest trains. */
function splitArticles(random: Random, sizes: readonly number[]): SplitName[] {
  const splits = sizes.map((): SplitName => 'train');
  const order = random.shuffle(sizes.map((_, i) => i));
  const share = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 10);
  for (const split of ['test', 'dev'] as const) {
    let figures = 0;
    for (const index of order) {
      const size = sizes[index]!;
      if (splits[index] !== 'train' || figures + size > share) continue;
      splits[index] = split;
      figures += size;
    }
  }
  return splits;
}

function planFigure(
  random: Random,
  themed: ThemedArticle,
  split: SplitName,
  number: number,
  { seen, drawn }: Progress,
): PlannedFigure {
  const several = chance(random, compoundShare);
  const panels = several ? between(random, 2, 4) : 1;
  const first = pickModality(random, themed, drawn);
  drawn.set(first, (drawn.get(first) ?? 0) + 1);
  const second = chance(random, 0.5) ? first : pickModality(random, themed, drawn);
  const modality = several ? compoundName : first;
  let sketch = sketchFigure(random.fork(0), [first, second], panels);
  for (let attempt = 1; attempt < attempts && seen.has(traitKey(split, modality, sketch)); attempt++) {
    sketch = sketchFigure(random.fork(attempt), [first, second], panels);
  }
  seen.add(traitKey(split, modality, sketch));
  return { themed, split, number, modality, panels, sketch, random: random.fork('words') };
}

function sketchFigure(random: Random, names: readonly [ModalityName, ModalityName], panels: number): Sketch {
  if (panels === 1) return sketchOf(random, names[0]);
  const parts = Array.from({ length: panels }, (_, i) =>
    sketchOf(random.fork(i), names[i < panels / 2 ? 0 : 1]),
  );
  return compound(random, parts);
}

function sketchOf(random: Random, name: ModalityName): Sketch {
  const subjects: readonly Sketcher[] = modalities[name];
  return pick(random, subjects)(random);
}

/** Figures of one split with the same key look alike in every attribute that their captions state. */
export const traitKey = (split: SplitName, modality: string, { traits }: Sketch): string =>
  [split, modality, ...traits].join('|');
