/** Where a walk through folders came from, so that links in a circle end. */
import type { Folder } from '../tree.ts';

/**
 * The folders from the root down to one. A link is followed once, and never to a folder above it. Only links are
 * remembered: a tree of millions of folders costs no more memory than its depth.
 */
export class Trail {
  readonly #above: readonly string[];
  readonly #linksFollowed: Set<string>;

  private constructor(above: readonly string[], linksFollowed: Set<string>) {
    this.#above = above;
    this.#linksFollowed = linksFollowed;
  }

  /** The trail of a walk that has not begun. */
  static start(): Trail {
    return new Trail([], new Set());
  }

  /** The trail inside the folder; undefined when it was seen before and is not to be entered. */
  into({ identity, isLink }: Folder): Trail | undefined {
    if (identity === undefined) return this;
    if (this.#above.includes(identity)) return undefined;
    if (isLink === true) {
      if (this.#linksFollowed.has(identity)) return undefined;
      this.#linksFollowed.add(identity);
    }
    return new Trail([...this.#above, identity], this.#linksFollowed);
  }
}
