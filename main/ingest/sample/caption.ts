/** Words around a sketch: the caption of a figure and the sentences of the article that cite it. */
import type { Random } from '#app/util/random.ts';
import type { Mention } from '#app/domain/figure.ts';
import { capitalise, chance, pick, type Sketch } from './sketch.ts';

const shortest = 12;
const longest = 80;
const countWords = (text: string): number => text.split(/\s+/).length;

/** The headline, then details while they fit; at least 12 words where the details suffice, never more than 80. */
export function captionOf(random: Random, sketch: Sketch, subject: string): string {
  let caption = `${capitalise(sketch.headline)}.`;
  const closing = pick(random, [
    `Study of ${subject}.`,
    `Data set on ${subject}.`,
    `From the work-up of ${subject}.`,
  ]);
  for (const sentence of [...sketch.details, ...(chance(random, 0.3) ? [closing] : [])]) {
    if (countWords(caption) >= shortest && !chance(random, 0.7)) continue;
    if (countWords(caption) + countWords(sentence) <= longest) caption += ` ${sentence}`;
  }
  return caption;
}

/** One or two inline references. */
export function mentionsOf(random: Random, sketch: Sketch, number: number, subject: string): Mention[] {
  const cited = pick(random, [`Figure ${number}`, `Fig. ${number}`]);
  const first = pick(random, [
    `As shown in ${cited}, ${sketch.brief} was the main finding.`,
    `We next turned to ${subject}; ${cited} presents ${sketch.brief}.`,
    `${capitalise(sketch.brief)} is given in ${cited}.`,
  ]);
  const second = pick(random, [
    `The result in ${cited} did not change when the two observers were compared.`,
    `This agrees with earlier work on ${subject} (see also ${cited}).`,
    `A similar picture (${cited}) was seen in the second cohort.`,
  ]);
  return chance(random, 0.45) ? [{ text: first }, { text: second }] : [{ text: first }];
}
