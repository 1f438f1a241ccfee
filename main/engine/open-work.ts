/** What an executor has compiled and nobody has disposed of yet. */

interface Compiled {
  dispose(): Promise<void>;
}

export class OpenWork {
  readonly #open = new Set<Compiled>();

  /** Answers what it is given, whose `dispose` now also forgets it; a second one does nothing. */
  keep<T extends Compiled>(compiled: T): T {
    this.#open.add(compiled);
    const dispose = compiled.dispose.bind(compiled);
    compiled.dispose = async () => {
      if (this.#open.delete(compiled)) await dispose();
    };
    return compiled;
  }

  async dispose(): Promise<void> {
    for (const compiled of this.#open) await compiled.dispose();
  }
}
