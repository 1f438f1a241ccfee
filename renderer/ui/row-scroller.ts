/**
 * Which rows of a long list are drawn, and where the view is in it. Knows no element: it is told of scroll positions
 * and sizes, and tells which window of rows the scroll area holds (see row-window.ts). Two kinds of listeners, since
 * most movements draw nothing new: those of the drawn rows, and those of the place.
 */
import { nearsEdge, visibleRows, windowAround, windowLength } from './row-window.ts';

export interface RowGeometry {
  readonly rowCount: number;
  /** Pixels, gap included. */
  readonly rowHeight: number;
  /** Height of the view without its padding, pixels. */
  readonly viewHeight: number;
}

export interface DrawnRows {
  /** Rows to draw, `last` exclusive. */
  readonly first: number;
  readonly last: number;
  /** First row of the scroll area: row r lies (r - base) * rowHeight below its top. */
  readonly base: number;
  readonly areaHeight: number;
  /** Counts the places that were set by us and not by scrolling: the scroll position has to follow them. */
  readonly jump: number;
}

/** Rows drawn beyond the view, in the direction of the movement and behind it; none until a jump has come to rest. */
const ahead = 3;
const behind = 1;

/** Faster than this, in pixels per millisecond, nobody sees an image: none is asked for. */
const fastPace = 4;
const calmAfterMs = 90;

export class RowScroller {
  #geometry: RowGeometry = { rowCount: 0, rowHeight: 1, viewHeight: 0 };
  #length = 0;
  #topRow = 0;
  #forward = true;
  #fast = false;
  #jumping = false;
  #movedAt = 0;
  #calm: ReturnType<typeof setTimeout> | undefined;
  #drawn: DrawnRows = { first: 0, last: 0, base: 0, areaHeight: 0, jump: 0 };
  readonly #onDrawn = new Set<() => void>();
  readonly #onMove = new Set<() => void>();
  readonly #onPace = new Set<() => void>();

  /** Row at the top edge, with fraction. */
  get topRow(): number {
    return this.#topRow;
  }

  /** Rows that fit on screen, with fraction. */
  get viewRows(): number {
    return this.#geometry.viewHeight / this.#geometry.rowHeight;
  }

  get rowCount(): number {
    return this.#geometry.rowCount;
  }

  /** The last row that can be at the top edge. */
  get lastTopRow(): number {
    return Math.max(0, this.#geometry.rowCount - this.viewRows);
  }

  /** True while the last movement went towards the end. */
  get forward(): boolean {
    return this.#forward;
  }

  /** The same object until other rows are drawn. */
  readonly drawn = (): DrawnRows => this.#drawn;
  readonly isFast = (): boolean => this.#fast;
  readonly subscribe = (listener: () => void): (() => void) => added(this.#onDrawn, listener);
  readonly subscribeMove = (listener: () => void): (() => void) => added(this.#onMove, listener);
  readonly subscribePace = (listener: () => void): (() => void) => added(this.#onPace, listener);

  /** New sizes; `topRow` says which row shall be at the top edge then, else the one that is stays there. */
  resize(geometry: RowGeometry, topRow = this.#topRow): void {
    this.#geometry = geometry;
    this.#length = windowLength(geometry.rowCount, geometry.rowHeight);
    this.#place(topRow);
  }

  /** Puts a row at the top edge, as far as the end of the list allows. */
  goTo(row: number, now = performance.now()): void {
    const distance = Math.abs(row - this.#topRow);
    this.#pace(distance * this.#geometry.rowHeight, now);
    if (distance > 2 * this.viewRows) this.#jumping = true;
    this.#forward = row >= this.#topRow;
    this.#place(row);
  }

  #place(row: number): void {
    this.#topRow = Math.max(0, Math.min(this.lastTopRow, row));
    const { base } = windowAround(this.#topRow, this.#geometry.rowCount, this.#length);
    this.#draw(base, this.#drawn.jump + 1);
    tell(this.#onMove);
  }

  /** The person scrolled: the scroll area stands at this many pixels. */
  scrolled(scrollTop: number, now = performance.now()): void {
    const { rowHeight, rowCount } = this.#geometry;
    const { base, jump } = this.#drawn;
    const top = base + scrollTop / rowHeight;
    if (top === this.#topRow) return;
    this.#pace(Math.abs(top - this.#topRow) * rowHeight, now);
    this.#forward = top > this.#topRow;
    this.#topRow = top;
    const moved = nearsEdge({ base, length: this.#length }, top, rowCount);
    if (moved) this.#draw(windowAround(top, rowCount, this.#length).base, jump + 1);
    else this.#draw(base, jump);
    tell(this.#onMove);
  }

  /** Where the scroll area has to stand for the row at the top edge. */
  get scrollTop(): number {
    return (this.#topRow - this.#drawn.base) * this.#geometry.rowHeight;
  }

  #draw(base: number, jump: number): void {
    const before = this.#drawn;
    const areaHeight = this.#length * this.#geometry.rowHeight;
    const [over, under] = this.#jumping ? [0, 0] : this.#forward ? [behind, ahead] : [ahead, behind];
    const { first, last } = visibleRows(
      { base, length: this.#length },
      this.#topRow,
      this.viewRows,
      over,
      under,
    );
    const same =
      before.first === first && before.last === last && before.base === base && before.jump === jump;
    if (same && before.areaHeight === areaHeight) return;
    this.#drawn = { first, last, base, areaHeight, jump };
    tell(this.#onDrawn);
  }

  #pace(distance: number, now: number): void {
    const elapsedMs = Math.max(8, now - this.#movedAt);
    this.#movedAt = now;
    // A jump may be one of many, as when the rail is dragged on a busy machine.
    const isJump = distance > 2 * this.#geometry.viewHeight;
    if (!isJump && (elapsedMs > 200 || distance / elapsedMs < fastPace)) return;
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => this.#settle(), calmAfterMs);
    this.#setFast(true);
  }

  #settle(): void {
    this.#setFast(false);
    if (!this.#jumping) return;
    this.#jumping = false;
    this.#draw(this.#drawn.base, this.#drawn.jump);
  }

  #setFast(fast: boolean): void {
    if (this.#fast === fast) return;
    this.#fast = fast;
    tell(this.#onPace);
  }
}

function added(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(listeners: ReadonlySet<() => void>): void {
  for (const listener of listeners) listener();
}
