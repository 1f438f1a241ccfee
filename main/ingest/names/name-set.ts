/** Different names, each with its place, outside the heap. */
import { NameTable } from './name-table.ts';
import { hashOf } from './hash.ts';

export class NameSet {
  readonly #names = new NameTable();
  /** Open addressing: places counted from 1, 0 for nothing. */
  #slots = new Uint32Array(64);

  get length(): number {
    return this.#names.length;
  }

  at(index: number): string {
    return this.#names.at(index);
  }

  /** The place of a name; undefined when it is not there. */
  find(name: string): number | undefined {
    const slots = this.#slots;
    for (let slot = hashOf(name) % slots.length; ; slot = (slot + 1) % slots.length) {
      const place = slots[slot] ?? 0;
      if (place === 0) return undefined;
      if (this.#names.at(place - 1) === name) return place - 1;
    }
  }

  /** Adds a name that is not there yet and returns its place. */
  add(name: string): number {
    const place = this.#names.add(name);
    if (this.length * 1.6 > this.#slots.length) this.#grow();
    else this.#put(place, name);
    return place;
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let place = 0; place < this.length; place += 1) this.#put(place, this.at(place));
  }

  #put(place: number, name: string): void {
    const slots = this.#slots;
    let slot = hashOf(name) % slots.length;
    while (slots[slot] !== 0) slot = (slot + 1) % slots.length;
    slots[slot] = place + 1;
  }
}
