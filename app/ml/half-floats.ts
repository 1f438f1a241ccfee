/** Conversions between float32 and the 16-bit types: IEEE binary16 and bfloat16. Rounding is to nearest, ties to even. */

const bits = new Uint32Array(1);
const floats = new Float32Array(bits.buffer);

function floatOfBits(pattern: number): number {
  bits[0] = pattern;
  return floats[0]!;
}

export function bfloat16ToFloat(halves: Uint16Array): Float32Array {
  const patterns = new Uint32Array(halves.length);
  for (let index = 0; index < halves.length; index++) patterns[index] = halves[index]! << 16;
  return new Float32Array(patterns.buffer);
}

export function floatToBfloat16(values: Float32Array): Uint16Array {
  const patterns = new Uint32Array(values.slice().buffer);
  return Uint16Array.from(patterns, (pattern) => {
    if ((pattern & 0x7fffffff) > 0x7f800000) return (pattern >>> 16) | 0x40; // not a number, and must stay one
    return (pattern + 0x7fff + ((pattern >>> 16) & 1)) >>> 16;
  });
}

/** One value of each of the 65,536 patterns; made on first use. */
let float16Values: Float32Array | undefined;

export function float16ToFloat(halves: Uint16Array): Float32Array {
  float16Values ??= Float32Array.from({ length: 65_536 }, (_, half) => expandFloat16(half));
  const table = float16Values;
  // A loop: Float32Array.from with a function asks an iterator, which takes twenty times as long.
  const values = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index++) values[index] = table[halves[index]!]!;
  return values;
}

function expandFloat16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function floatToFloat16(values: Float32Array): Uint16Array {
  const patterns = new Uint32Array(values.slice().buffer);
  return Uint16Array.from(patterns, packFloat16);
}

function packFloat16(pattern: number): number {
  const sign = (pattern >>> 16) & 0x8000;
  const magnitude = pattern & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // rounds beyond the largest, 65504
  if (magnitude < 0x38800000) {
    // Below the smallest normal number: adding 0.5 leaves the rounded fraction in the lowest bits.
    floats[0] = floatOfBits(magnitude) + 0.5;
    return sign | (bits[0]! - 0x3f000000);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}
