/** Words around a sketch: the caption of a figure and the sentences of the article that cite it. */
import type { Random } from '#app/util/random.ts';
import type { Mention } from '#app/domain/figure.ts';
import { capitalise, chance, pick, type Sketch, withArticles } from './sketch.ts';

/** Words of a caption, at least and at most. */
export const captionWords = { shortest: 12, longest: 80 } as const;

const countWords = (text: string): number => text.split(/\s+/).length;

/** The headline, then some of the details while they fit, then sometimes what the article is about. */
export function captionOf(random: Random, sketch: Sketch, subject: string): string {
  const closing = pick(random, [
    `Data are from the study of ${subject}.`,
    `Representative of the series on ${subject}.`,
  ]);
  let caption = `${capitalise(sketch.headline)}.`;
  for (const sentence of [...sketch.details, closing]) {
    const wanted = chance(random, sentence === closing ? 0.25 : 0.7);
    const short = countWords(caption) < captionWords.shortest;
    if ((wanted || short) && countWords(caption) + countWords(sentence) <= captionWords.longest)
      caption += ` ${sentence}`;
  }
  return withArticles(caption);
}

/** One or two inline references. */
export function mentionsOf(random: Random, sketch: Sketch, number: number, subject: string): Mention[] {
  const cited = pick(random, [`Figure ${number}`, `Fig. ${number}`]);
  const first = pick(random, [
    `The main finding is shown in ${cited}: ${sketch.brief}.`,
    `We next turned to ${subject} (${sketch.brief}; ${cited}).`,
    `${capitalise(sketch.brief)} (${cited}).`,
  ]);
  const second = pick(random, [
    `The result in ${cited} did not change when the two observers were compared.`,
    `This agrees with earlier work on ${subject} (see also ${cited}).`,
    `A similar picture (${cited}) was seen in the second cohort.`,
  ]);
  const texts = chance(random, 0.45) ? [first, second] : [first];
  return texts.map((text) => ({ text: withArticles(text) }));
}
