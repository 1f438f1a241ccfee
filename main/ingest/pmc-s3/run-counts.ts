/** How far the import of a data set is, in numbers and words. */
import type { IngestItem } from '#app/domain/figure.ts';
import { rejected } from '../rejections.ts';
import type { WalkNews } from './article-groups.ts';
import type { Unselected } from './unselected.ts';

type Progress = Extract<IngestItem, { kind: 'progress' }>;

const progressIntervalMs = 250;
const shownPauseMs = 10_000;

const number = (count: number): string => count.toLocaleString('en');

export class RunCounts implements WalkNews {
  readonly #unselected = new Map<Unselected, number>();
  readonly #now: () => number;
  #saidMs = Number.NEGATIVE_INFINITY;
  #done = 0;
  #total: number | undefined;
  #known = 0;
  #detail = '';
  #pause: { readonly words: string; readonly untilMs: number } | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  say(detail: string): void {
    this.#detail = detail;
  }

  total(units: number): void {
    this.#total = units;
  }

  unselect(reason: Unselected): void {
    this.#unselected.set(reason, 1 + (this.#unselected.get(reason) ?? 0));
    this.#done += 1;
  }

  /** An article that is known, with nothing to tell. */
  passOver(unselected: Unselected | undefined): void {
    if (unselected) {
      this.unselect(unselected);
      return;
    }
    this.#known += 1;
    this.#done += 1;
  }

  /** The server keeps the import waiting. */
  pause(reason: string, pauseMs: number): void {
    const wait = pauseMs >= 1000 ? `; trying again in ${Math.ceil(pauseMs / 1000)} s` : '; trying again';
    this.#pause = { words: reason + wait, untilMs: this.#now() + Math.min(pauseMs + 500, shownPauseMs) };
  }

  count(pmcid: string, unselected: Unselected | undefined, isKnown: boolean): void {
    this.#detail = pmcid;
    if (isKnown) this.passOver(unselected);
    else if (unselected) this.unselect(unselected);
    else this.#done += 1;
  }

  progress(): Progress {
    this.#saidMs = this.#now();
    const unselected = [...this.#unselected.values()].reduce((sum, count) => sum + count, 0);
    const pause = this.#pause !== undefined && this.#pause.untilMs > this.#now() ? this.#pause.words : '';
    const parts = [
      this.#detail,
      this.#known > 0 ? `${number(this.#known)} unchanged` : '',
      unselected > 0 ? `${number(unselected)} not selected` : '',
      pause,
    ];
    const total = this.#total === undefined ? undefined : Math.max(this.#total, this.#done);
    return {
      kind: 'progress',
      done: this.#done,
      total,
      detail: parts.filter((part) => part !== '').join('; '),
    };
  }

  *dueProgress(): Generator<IngestItem> {
    if (this.#now() - this.#saidMs >= progressIntervalMs) yield this.progress();
  }

  /** One line for all articles that the selection left out. */
  *summary(source: string): Generator<IngestItem> {
    const entries = [...this.#unselected].filter(([, count]) => count > 0);
    if (entries.length === 0) return;
    const sum = entries.reduce((total, [, count]) => total + count, 0);
    const reasons = entries.map(
      ([reason, count]) =>
        `${number(count)} by ${reason === 'no figures' ? 'having no figures' : `their ${reason}`}`,
    );
    const what = sum === 1 ? '1 article was' : `${number(sum)} articles were`;
    yield rejected(source, '.', 'not-selected', `${what} not selected: ${reasons.join(', ')}.`);
  }
}
