/** Keeps what is read at once within a number of bytes, however many readers are under way. */

interface Waiting {
  readonly sizeBytes: number;
  readonly enter: () => void;
}

export class MemoryGate {
  readonly #budgetBytes: number;
  readonly #waiting: Waiting[] = [];
  #usedBytes = 0;
  #running = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** Runs the work when there is room for so many bytes, in the order of the calls; alone when there never will be. */
  async run<T>(sizeBytes: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#waiting.push({ sizeBytes, enter });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#usedBytes -= sizeBytes;
      this.#running -= 1;
      this.#admit();
    }
  }

  #admit(): void {
    for (let [next] = this.#waiting; next && this.#hasRoom(next.sizeBytes); [next] = this.#waiting) {
      this.#waiting.shift();
      this.#usedBytes += next.sizeBytes;
      this.#running += 1;
      next.enter();
    }
  }

  #hasRoom(sizeBytes: number): boolean {
    return this.#running === 0 || this.#usedBytes + sizeBytes <= this.#budgetBytes;
  }
}

const budgetBytes = 512 * 1024 * 1024;

/** The gate of this process for documents and images that are held whole while they are read. */
export const readingMemory = new MemoryGate(budgetBytes);
