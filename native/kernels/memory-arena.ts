/** Places in the memory of a WebAssembly instance, one behind the other. */
import type { WasmMemory } from './web-assembly.ts';

const pageBytes = 2 ** 16;
/** The compiler keeps the first KiB for itself and puts the fixed places of a module behind it. */
const firstFree = 4096;
const alignment = 64;
/** Kernels may read a little past their input. */
const slackBytes = 64;

export class MemoryArena {
  readonly #memory: WasmMemory;
  #end = firstFree;

  constructor(memory: WasmMemory) {
    this.#memory = memory;
  }

  /** Changes whenever memory grows: views must be made after the last place was taken. */
  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /** The address of that many bytes, zero at first. Throws where there is no memory left. */
  place(sizeBytes: number): number {
    const address = this.#end;
    this.#end = Math.ceil((address + sizeBytes + slackBytes) / alignment) * alignment;
    const missingBytes = this.#end - this.#memory.buffer.byteLength;
    if (missingBytes > 0) this.#memory.grow(Math.ceil(missingBytes / pageBytes));
    return address;
  }
}
