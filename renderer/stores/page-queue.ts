/**
 * Pages that are on their way. A view that flies by wants other pages with every frame: what was wanted before and not
 * sent yet is forgotten, and few are on their way at once, so that the page on screen never waits behind pages that
 * were scrolled past. What was sent is kept when it comes: its work is done by then.
 */
const onTheirWayAtMost = 2;

export class PageQueue {
  readonly #fetch: (page: number) => Promise<boolean>;
  readonly #onTheirWay = new Set<number>();
  #wanted: readonly number[] = [];

  /** @param fetch answers false when what came is of no use any more; must not reject */
  constructor(fetch: (page: number) => Promise<boolean>) {
    this.#fetch = fetch;
  }

  /** The pages that are wanted now, the most urgent first, in place of those wanted before. */
  want(pages: readonly number[]): void {
    this.#wanted = pages;
    this.#send();
  }

  #send(): void {
    for (const page of this.#wanted) {
      if (this.#onTheirWay.size >= onTheirWayAtMost) return;
      if (this.#onTheirWay.has(page)) continue;
      this.#onTheirWay.add(page);
      void this.#fetch(page).then((arrived) => {
        this.#onTheirWay.delete(page);
        if (arrived) this.#wanted = this.#wanted.filter((other) => other !== page);
        this.#send();
      });
    }
  }
}
