/** Keeps the most recently used values up to a number of bytes. */
export class LruCache {
  readonly #limitBytes: number;
  readonly #entries = new Map<string, { readonly value: Uint32Array | Uint8Array }>();
  #sizeBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The value of a key, computed when it is not there. Keys of different kinds must differ. */
  ids(key: string, compute: () => Uint32Array): Uint32Array {
    const known = this.#touch(key);
    return known instanceof Uint32Array ? known : this.#keep(key, compute());
  }

  /** As `ids`, for masks: one byte per row. */
  mask(key: string, compute: () => Uint8Array): Uint8Array {
    const known = this.#touch(key);
    return known instanceof Uint8Array ? known : this.#keep(key, compute());
  }

  #touch(key: string): Uint32Array | Uint8Array | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  #keep<T extends Uint32Array | Uint8Array>(key: string, value: T): T {
    this.#entries.set(key, { value });
    this.#sizeBytes += value.byteLength;
    for (const [oldest, entry] of this.#entries) {
      if (this.#sizeBytes <= this.#limitBytes || this.#entries.size === 1) break;
      this.#entries.delete(oldest);
      this.#sizeBytes -= entry.value.byteLength;
    }
    return value;
  }
}
