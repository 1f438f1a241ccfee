/**
 * Seeded random numbers that are the same on every machine and can be addressed: a generator is named by a seed and a
 * path of keys (`createRandom(7).fork('crop').fork(step)`), so step 5,000 of a run needs no replay of the steps before.
 *
 * The bits are Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel Random Numbers: As Easy as 1, 2, 3", 2011): a
 * block cipher over a counter. Everything derived from them uses only + - * / and square roots, which IEEE 754 fixes to
 * the last bit; the transcendental functions of JavaScript engines are not so fixed.
 */
import { normalQuantile } from './normal-quantile.ts';

export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform integer in [0, below), 1 <= below <= 2^53, without bias. */
  integer(below: number): number;
  /** Standard normal: mean 0, standard deviation 1. */
  normal(): number;
  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<T extends ShuffleArray>(array: T): T;
  /** The generator of a key below this one; does not depend on how many numbers were drawn here, and draws none. */
  fork(key: number | string): Random;
}

type ShuffleArray = { readonly length: number; [index: number]: unknown };

/** One Philox 4x32-10 block: writes four uint32 of (counter, key) to `out`. Exported for the published test vectors. */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  out: Uint32Array,
): void {
  // Plain locals: this runs once for every two numbers drawn.
  let c0 = counter[0];
  let c1 = counter[1];
  let c2 = counter[2];
  let c3 = counter[3];
  let k0 = key[0];
  let k1 = key[1];
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    // The rounded double product is within 2^11 of the exact one, so taking off the low word leaves the high word.
    const high0 = Math.floor((0xd2511f53 * c0 - low0) * 2 ** -32 + 0.5);
    const high1 = Math.floor((0xcd9e8d57 * c2 - low1) * 2 ** -32 + 0.5);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c1 = low1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

const numberBytes = new DataView(new ArrayBuffer(8));

/** The key of a child: a chain of cipher calls over what names it, so that 1, '1' and '1' below '1' all differ. */
function childKey(parent: readonly [number, number], name: number | string): [number, number] {
  const out = new Uint32Array(4);
  if (typeof name === 'number') {
    numberBytes.setFloat64(0, name === 0 ? 0 : name);
    philox([numberBytes.getUint32(0), numberBytes.getUint32(4), 1, 0xf0f0f0f0], parent, out);
    return [out[0], out[1]];
  }
  let key: readonly [number, number] = parent;
  for (let at = 0; at <= name.length; at += 4) {
    const word0 = (charCode(name, at) << 16) | charCode(name, at + 1);
    const word1 = (charCode(name, at + 2) << 16) | charCode(name, at + 3);
    philox([word0 >>> 0, word1 >>> 0, name.length, 0x0f0f0f0f], key, out);
    key = [out[0], out[1]];
  }
  return [key[0], key[1]];
}

const charCode = (text: string, at: number): number => (at < text.length ? text.charCodeAt(at) : 0);

/** A generator named by its seed; an equal seed gives equal numbers on every machine and in every version. */
export function createRandom(seed: number | string): Random {
  return randomOfKey(childKey([0, 0], seed));
}

function randomOfKey(key: readonly [number, number]): Random {
  const block = new Uint32Array(4);
  let blockIndex = 0;
  let used = 4;

  function nextWord(): number {
    if (used === 4) {
      philox([blockIndex >>> 0, Math.floor(blockIndex / 2 ** 32), 0, 0], key, block);
      blockIndex++;
      used = 0;
    }
    return block[used++];
  }

  function next(): number {
    const high = nextWord() >>> 5;
    const low = nextWord() >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }

  function integer(below: number): number {
    if (below > 2 ** 32) return Math.floor(next() * below);
    // Words above the last whole multiple of `below` would favour the small values: draw again.
    const limit = 2 ** 32 - (2 ** 32 % below);
    let word = nextWord();
    while (word >= limit) word = nextWord();
    return word % below;
  }

  return {
    next,
    integer,
    uniform: (low, high) => low + (high - low) * next(),
    // Half a unit keeps the argument strictly inside (0, 1).
    normal: () => normalQuantile(next() + 2 ** -54),
    fork: (name) => randomOfKey(childKey(key, name)),
    shuffle(array) {
      for (let last = array.length - 1; last > 0; last--) {
        const other = integer(last + 1);
        const kept = array[last];
        array[last] = array[other];
        array[other] = kept;
      }
      return array;
    },
  };
}
