/** The bytes of a pickle, taken from front to back; whatever would reach beyond their end is damage. */
import { damaged } from './torch-error.ts';

/** Longest integer that is read, in bytes; the longest in a torch file has ten. */
const LONGEST_INTEGER_BYTES = 32;

export class PickleBytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position: number;

  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = start;
  }

  get position(): number {
    return this.#position;
  }

  /** The next `count` bytes, without a copy. */
  take(count: number): Uint8Array {
    const start = this.#advance(count);
    return this.#bytes.subarray(start, start + count);
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A length; more than the pickle has is refused by whoever takes as many bytes. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  float64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  text(sizeBytes: number): string {
    return new TextDecoder().decode(this.take(sizeBytes));
  }

  /** Up to the next line feed, which is taken and dropped. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end < 0) throw damaged('its pickle ends in the middle of a line');
    const text = this.text(end - this.#position);
    this.#position = end + 1;
    return text;
  }

  /** Two's complement, little-endian. */
  integer(sizeBytes: number): number | bigint {
    if (sizeBytes < 0 || sizeBytes > LONGEST_INTEGER_BYTES) {
      throw damaged(`its pickle has an integer of ${sizeBytes} bytes`);
    }
    let value = 0n;
    for (const byte of this.take(sizeBytes).toReversed()) value = (value << 8n) | BigInt(byte);
    return plainInteger(BigInt.asIntN(8 * sizeBytes, value));
  }

  /** The decimal integers of the oldest protocol, with or without Python 2's L. */
  decimalInteger(): number | bigint {
    const line = this.line();
    if (!/^\s*[+-]?\d{1,77}L?\s*$/.test(line)) throw damaged('its pickle has an integer that is none');
    return plainInteger(BigInt(line.trim().replace(/L$/, '').replace(/^\+/, '')));
  }

  #advance(count: number): number {
    const start = this.#position;
    if (count < 0 || start + count > this.#bytes.length) {
      throw damaged('its pickle ends too early', { position: start, wanted: count });
    }
    this.#position += count;
    return start;
  }
}

function plainInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
