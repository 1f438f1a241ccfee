/**
 * Pages that are on their way. A view that flies by wants other pages with every frame: what was wanted before and not
 * sent yet is forgotten, and few are on their way at once, so that the page on screen never waits behind pages that
 * were scrolled past. What was sent is kept when it comes, since most of its work is done by then; only a jump to
 * somewhere else takes it back.
 */
const onTheirWayAtMost = 2;

export class PageQueue {
  readonly #fetch: (page: number, signal: AbortSignal) => Promise<boolean>;
  readonly #onTheirWay = new Map<number, AbortController>();
  #wanted: readonly number[] = [];

  /** @param fetch answers false when what came is of no use any more; must not reject, not even when aborted */
  constructor(fetch: (page: number, signal: AbortSignal) => Promise<boolean>) {
    this.#fetch = fetch;
  }

  /** The pages that are wanted now, the most urgent first, in place of those wanted before. */
  want(pages: readonly number[]): void {
    this.#wanted = pages;
    this.#send();
  }

  /** Nothing is wanted, and what is on its way is taken back. */
  drop(): void {
    this.#wanted = [];
    for (const asking of this.#onTheirWay.values()) asking.abort();
    this.#onTheirWay.clear();
  }

  #send(): void {
    for (const page of this.#wanted) {
      if (this.#onTheirWay.size >= onTheirWayAtMost) return;
      if (this.#onTheirWay.has(page)) continue;
      const asking = new AbortController();
      this.#onTheirWay.set(page, asking);
      void this.#fetch(page, asking.signal).then((arrived) => {
        if (asking.signal.aborted) return;
        this.#onTheirWay.delete(page);
        if (arrived) this.#wanted = this.#wanted.filter((other) => other !== page);
        this.#send();
      });
    }
  }
}
