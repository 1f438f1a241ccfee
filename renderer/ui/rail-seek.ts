/**
 * A drag of the rail over millions of rows wants another place with every frame, sooner than its rows can come. So the
 * list goes from one place that is ready to the next: it stays where it is until the rows of the wanted place are
 * there, but no longer than `patienceMs`, and goes on to the newest one when they are: every place it goes to can be
 * read, also where rows come slowly. The thumb does not wait.
 */
const patienceMs = 120;
const givenUpAfterMs = 1000;

export class RailSeek {
  readonly #go: (row: number) => void;
  readonly #prepare: (row: number) => Promise<unknown> | undefined;
  readonly #listeners = new Set<() => void>();
  #wanted: number | undefined;
  #running = false;

  /**
   * @param go shows a row
   * @param prepare resolves when a row can be shown; undefined when it can be already; must not reject
   */
  constructor(go: (row: number) => void, prepare: (row: number) => Promise<unknown> | undefined) {
    this.#go = go;
    this.#prepare = prepare;
  }

  /** The row that is wanted and not shown yet. */
  get row(): number | undefined {
    return this.#wanted;
  }

  /** Told when another row is wanted. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  to(row: number): void {
    this.#wanted = row;
    for (const listener of this.#listeners) listener();
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (let row = this.#wanted; row !== undefined; row = this.#wanted) {
        // One place after the other: that is the point.
        const ready = this.#prepare(row);
        await within(patienceMs, ready);
        if (this.#wanted === row) this.#wanted = undefined;
        this.#go(row);
        await within(givenUpAfterMs - patienceMs, ready);
      }
    } finally {
      this.#running = false;
    }
  }
}

async function within(timeMs: number, ready: Promise<unknown> | undefined): Promise<void> {
  if (!ready) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeMs);
  });
  await Promise.race([ready, over]);
  clearTimeout(timer);
}
