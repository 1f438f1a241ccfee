/** What a modality hands to the corpus: one set of visible attributes, the words for them and the drawing of them. */
import type { Random } from '#app/util/random.ts';
import type { Canvas } from './raster/canvas.ts';

/** One figure: its attributes, its words, its picture. */
export interface Sketch {
  /**
   * The attributes that a reader sees and the caption states, in a fixed order of one modality: the unit in which
   * collisions between figures are counted.
   */
  readonly traits: readonly (string | number)[];
  /** The first sentence without its full stop: everything that tells this figure from its neighbours. */
  readonly headline: string;
  /** The same in a few words, for a panel of a compound figure. */
  readonly brief: string;
  /** Further whole sentences, each optional in a caption. */
  readonly details: readonly string[];
  /** Width divided by height that suits the drawing when it is alone. */
  readonly aspect: number;
  /** Drawn on white, with words up to its edges: a panel letter needs room of its own. */
  readonly onPaper?: boolean;
  /** Draws at any size; every call on one sketch gives the same picture. */
  draw(width: number, height: number): Canvas;
}

/** Draws the attributes and words of one figure. */
export type Sketcher = (random: Random) => Sketch;

/** One of the choices, each as likely. Throws RangeError when there are none. */
export function pick<T>(random: Random, choices: readonly T[]): T {
  const chosen = choices[random.integer(choices.length)];
  if (chosen === undefined) throw new RangeError('Nothing to choose from.');
  return chosen;
}

/** An integer from `low` to `high`, both included. */
export const between = (random: Random, low: number, high: number): number =>
  low + random.integer(high - low + 1);

/** True with this probability. */
export const chance = (random: Random, probability: number): boolean => random.next() < probability;

const numberWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A count as captions write it: mostly a word, sometimes a digit. */
export const countWord = (random: Random, count: number): string =>
  chance(random, 0.25) && count > 1 ? String(count) : (numberWords[count] ?? String(count));

/** 'two nodules', 'a single nodule'. */
export function counted(random: Random, count: number, singular: string, plural = `${singular}s`): string {
  if (count === 1) return `${pick(random, ['a single', 'one', 'a solitary'])} ${singular}`;
  return `${countWord(random, count)} ${plural}`;
}

/** Starts a sentence; names such as p53, mRNA and p-ERK keep their spelling. */
export const capitalise = (text: string): string =>
  /^[a-z]{2,}(-[a-z0-9]+)?\b(?!-?[A-Z])/.test(text) || text.startsWith('a ')
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;

/** Puts 'an' where a phrase that was put together says 'a' before a vowel. */
export const withArticles = (text: string): string => text.replace(/\b([Aa]) (?=[aeio]|ulcer)/g, '$1n ');
