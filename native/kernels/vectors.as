// Arithmetic of vector search: dot products with half-precision vectors, and an inverted file of 1-bit codes after
// RaBitQ (Gao and Long, "RaBitQ: Quantizing High-Dimensional Vectors with a Theoretical Error Bound for Approximate
// Nearest Neighbor Search", arXiv:2405.12497; batches of codes are looked up in tables as in its section 3.3.2).
//
// `dimension` is that of the stored vectors, any number. `width` is that of codes: the dimension filled up with zeros
// to a multiple of 128. Addresses are in bytes; matrices lie row by row. Reading may pass an input by up to 32 bytes.

const HALF_TO_FLOAT: f32 = 5.192296858534828e33; // 2^112: what is left of the exponent bias
const FIXED: f32 = 16384; // fixed-point vectors have 14 bits after the point
const TABLE_LIMIT: f32 = 127; // two entries of a table make a byte

// Four half-precision numbers, sign-extended to 32 bits, as floats times 2^-112. Infinities become finite.
@inline function halves(wide: v128): v128 {
  return v128.and(i32x4.shl(wide, 13), i32x4.splat(0x8fffe000));
}

@inline function sumF32(a: v128): f32 {
  return f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3);
}

@inline function sumF64(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

// Upper two floats to the lower half.
@inline function upper(a: v128): v128 {
  return v128.shuffle<i32>(a, a, 2, 3, 2, 3);
}

// Dot products in float32 of `count` rows with a query, [count] floats to `out`. Row i of them is list[i] of `rows`, or
// i where there is no list. The query is times 2^112, filled up with zeros to a multiple of 16.
export function dots(rows: usize, list: usize, count: i32, dimension: i32, query: usize, out: usize): void {
  const step = <usize>dimension * 2;
  const end = query + <usize>((dimension + 15) & ~15) * 4;
  for (let i = 0; i < count; i++) {
    let at = rows + (list ? <usize>load<u32>(list + (<usize>i << 2)) : <usize>i) * step;
    let a = f32x4.splat(0), b = a, c = a, d = a;
    for (let q = query; q < end; q += 64) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      a = f32x4.add(a, f32x4.mul(halves(i32x4.extend_low_i16x8_s(low)), v128.load(q)));
      b = f32x4.add(b, f32x4.mul(halves(i32x4.extend_high_i16x8_s(low)), v128.load(q, 16)));
      c = f32x4.add(c, f32x4.mul(halves(i32x4.extend_low_i16x8_s(high)), v128.load(q, 32)));
      d = f32x4.add(d, f32x4.mul(halves(i32x4.extend_high_i16x8_s(high)), v128.load(q, 48)));
      at += 32;
    }
    store<f32>(out + (<usize>i << 2), sumF32(f32x4.add(f32x4.add(a, b), f32x4.add(c, d))));
  }
}

// The same in float64: products of a half and a float are exact there. The query is [dimension] float64, as it is,
// filled up likewise; [count] float64 to `out`.
export function dots64(rows: usize, list: usize, count: i32, dimension: i32, query: usize, out: usize): void {
  const step = <usize>dimension * 2;
  const end = query + <usize>((dimension + 7) & ~7) * 8;
  const scale = f32x4.splat(HALF_TO_FLOAT);
  for (let i = 0; i < count; i++) {
    let at = rows + (list ? <usize>load<u32>(list + (<usize>i << 2)) : <usize>i) * step;
    let a = f64x2.splat(0), b = a, c = a, d = a;
    for (let q = query; q < end; q += 64) {
      const eight = v128.load(at);
      const low = f32x4.mul(halves(i32x4.extend_low_i16x8_s(eight)), scale);
      const high = f32x4.mul(halves(i32x4.extend_high_i16x8_s(eight)), scale);
      a = f64x2.add(a, f64x2.mul(f64x2.promote_low_f32x4(low), v128.load(q)));
      b = f64x2.add(b, f64x2.mul(f64x2.promote_low_f32x4(upper(low)), v128.load(q, 16)));
      c = f64x2.add(c, f64x2.mul(f64x2.promote_low_f32x4(high), v128.load(q, 32)));
      d = f64x2.add(d, f64x2.mul(f64x2.promote_low_f32x4(upper(high)), v128.load(q, 48)));
      at += 16;
    }
    store<f64>(out + (<usize>i << 3), sumF64(f64x2.add(f64x2.add(a, b), f64x2.add(c, d))));
  }
}

// How many of `count` bytes, each 0 or 1, are 1; a multiple of 16.
export function countOnes(bytes: usize, count: i32): i32 {
  let sum = i32x4.splat(0);
  const end = bytes + count;
  for (; bytes < end; bytes += 16) {
    sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.load(bytes))));
  }
  return sumI32(sum);
}

@inline function sumI32(a: v128): i32 {
  return i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1) + i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3);
}

// [rows, dimension] half precision to [rows, width] floats, zeros behind.
export function expand(input: usize, rows: i32, dimension: i32, out: usize, width: i32): void {
  const scale = f32x4.splat(HALF_TO_FLOAT);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i += 8) {
      if (i < dimension) {
        const eight = v128.load(input + (<usize>i << 1));
        v128.store(out + (<usize>i << 2), f32x4.mul(halves(i32x4.extend_low_i16x8_s(eight)), scale));
        v128.store(out + (<usize>i << 2), f32x4.mul(halves(i32x4.extend_high_i16x8_s(eight)), scale), 16);
      } else {
        v128.store(out + (<usize>i << 2), f32x4.splat(0));
        v128.store(out + (<usize>i << 2), f32x4.splat(0), 16);
      }
    }
    for (let i = dimension; i & 7; i++) store<f32>(out + (<usize>i << 2), 0);
    input += <usize>dimension * 2;
    out += <usize>width * 4;
  }
}

// The Walsh-Hadamard transform of `length` floats, a power of two of at least 4, without a factor.
function hadamard(x: usize, length: i32): void {
  const end = x + (<usize>length << 2);
  for (let at = x; at < end; at += 16) {
    const v = v128.load(at);
    // Differences as sums with the second of two negated.
    const pairs = f32x4.add(
      v128.shuffle<i32>(v, v, 0, 0, 2, 2),
      v128.xor(v128.shuffle<i32>(v, v, 1, 1, 3, 3), i32x4(0, 0x80000000, 0, 0x80000000)),
    );
    v128.store(at, f32x4.add(
      v128.shuffle<i32>(pairs, pairs, 0, 1, 0, 1),
      v128.xor(v128.shuffle<i32>(pairs, pairs, 2, 3, 2, 3), i32x4(0, 0, 0x80000000, 0x80000000)),
    ));
  }
  for (let half: usize = 16; half < <usize>length << 2; half <<= 1) {
    for (let block = x; block < end; block += half << 1) {
      for (let at = block; at < block + half; at += 16) {
        const a = v128.load(at);
        const b = v128.load(at + half);
        v128.store(at, f32x4.add(a, b));
        v128.store(at + half, f32x4.sub(a, b));
      }
    }
  }
}

// A rotation of [rows, width] floats in place, `rounds` times: every value times a factor (a random sign; see
// rotation.ts), then the Hadamard transform of the first (even rounds) or last (odd rounds) `part` values.
export function rotate(x: usize, rows: i32, width: i32, part: i32, factors: usize, rounds: i32): void {
  for (let row = 0; row < rows; row++) {
    let factor = factors;
    for (let round = 0; round < rounds; round++) {
      for (let i: usize = 0; i < <usize>width << 2; i += 16) {
        v128.store(x + i, f32x4.mul(v128.load(x + i), v128.load(factor + i)));
      }
      hadamard(round & 1 ? x + (<usize>(width - part) << 2) : x, part);
      factor += <usize>width << 2;
    }
    x += <usize>width << 2;
  }
}

// Floats to fixed point: rounded to 2^-14, saturated at the ends of 16 bits. `count` is a multiple of 8.
export function toFixed(x: usize, count: i32, out: usize): void {
  const scale = f32x4.splat(FIXED);
  const end = x + (<usize>count << 2);
  for (; x < end; x += 32) {
    const low = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), scale)));
    const high = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x, 16), scale)));
    v128.store(out, i16x8.narrow_i32x4_s(low, high));
    out += 16;
  }
}

// The sums of four accumulators, side by side.
@inline function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}

// Products of two fixed-point vectors with `others` more, over `bytes` bytes of each, in units of 2^-28: int32 to `out`
// and `outBelow`. Vectors of at most unit length cannot overflow. `others` is a multiple of 4.
@inline function productsOfTwo(
  row: usize, rowBelow: usize, bytes: usize, c: usize, step: usize, others: i32, out: usize, outBelow: usize,
): void {
  for (let j = 0; j < others; j += 4) {
    let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    for (let at: usize = 0; at < bytes; at += 16) {
      const p = v128.load(row + at);
      const q = v128.load(rowBelow + at);
      const c0 = v128.load(c + at);
      const c1 = v128.load(c + step + at);
      const c2 = v128.load(c + 2 * step + at);
      const c3 = v128.load(c + 3 * step + at);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(p, c0));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(q, c0));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(p, c1));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(q, c1));
      a2 = i32x4.add(a2, i32x4.dot_i16x8_s(p, c2));
      b2 = i32x4.add(b2, i32x4.dot_i16x8_s(q, c2));
      a3 = i32x4.add(a3, i32x4.dot_i16x8_s(p, c3));
      b3 = i32x4.add(b3, i32x4.dot_i16x8_s(q, c3));
    }
    v128.store(out + (<usize>j << 2), sums(a0, a1, a2, a3));
    v128.store(outBelow + (<usize>j << 2), sums(b0, b1, b2, b3));
    c += 4 * step;
  }
}

// Products of [count, width] with [others, width] fixed-point vectors, [count, others] int32 to `out`.
export function products(x: usize, count: i32, width: i32, centroids: usize, others: i32, out: usize): void {
  const bytes = <usize>width << 1;
  for (let i = 0; i < count; i += 2) {
    // The last of an odd number stands for both.
    const hasTwo = i + 1 < count;
    const outBelow = hasTwo ? out + (<usize>others << 2) : out;
    productsOfTwo(x, hasTwo ? x + bytes : x, bytes, centroids, bytes, others, out, outBelow);
    x += 2 * bytes;
    out += <usize>others << 3;
  }
}

// The closest by direction of `others` unit vectors, for each of [count, width] fixed-point vectors: its number to
// `place`. A few are chosen by their heads, the first `head` values (of rotated vectors a random projection), and the
// best of those by the whole. `heads` is [others, head]; `scratch` has room for 2 x others int32.
export function nearest(
  x: usize, count: i32, width: i32, heads: usize, head: i32, directions: usize, others: i32, scratch: usize,
  place: usize,
): void {
  const bytes = <usize>width << 1;
  const scratchBelow = scratch + (<usize>others << 2);
  for (let i = 0; i < count; i += 2) {
    const below = i + 1 < count ? x + bytes : x;
    productsOfTwo(x, below, <usize>head << 1, heads, <usize>head << 1, others, scratch, scratchBelow);
    store<i32>(place, best(x, bytes, directions, others, scratch));
    if (i + 1 < count) store<i32>(place, best(below, bytes, directions, others, scratchBelow), 4);
    x += 2 * bytes;
    place += 8;
  }
}

const CHOSEN: i32 = 16;
const chosenScores = memory.data(64);
const chosenPlaces = memory.data(64);

// The best of the vectors whose scores are highest, the first of equals.
function best(x: usize, bytes: usize, directions: usize, others: i32, scores: usize): i32 {
  let kept = 0;
  let floor = i32.MIN_VALUE;
  for (let j = 0; j < others; j += 4) {
    const four = v128.load(scores + (<usize>j << 2));
    let above = i32x4.bitmask(i32x4.gt_s(four, i32x4.splat(floor)));
    while (above) {
      const lane = ctz(above);
      above &= above - 1;
      const score = load<i32>(scores + (<usize>(j + lane) << 2));
      if (score <= floor) continue;
      // Insertion into what is sorted, best first.
      let at = kept < CHOSEN ? kept++ : CHOSEN - 1;
      for (; at > 0 && load<i32>(chosenScores + (<usize>(at - 1) << 2)) < score; at--) {
        store<i32>(chosenScores + (<usize>at << 2), load<i32>(chosenScores + (<usize>(at - 1) << 2)));
        store<i32>(chosenPlaces + (<usize>at << 2), load<i32>(chosenPlaces + (<usize>(at - 1) << 2)));
      }
      store<i32>(chosenScores + (<usize>at << 2), score);
      store<i32>(chosenPlaces + (<usize>at << 2), j + lane);
      if (kept === CHOSEN) floor = load<i32>(chosenScores + (<usize>(CHOSEN - 1) << 2));
    }
  }
  let bestScore = i32.MIN_VALUE;
  let bestPlace = 0;
  for (let k = 0; k < kept; k++) {
    const candidate = load<i32>(chosenPlaces + (<usize>k << 2));
    const direction = directions + <usize>candidate * bytes;
    let a = i32x4.splat(0), b = a;
    for (let at: usize = 0; at < bytes; at += 32) {
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(x + at), v128.load(direction + at)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(x + at, 16), v128.load(direction + at, 16)));
    }
    const score = sumI32(i32x4.add(a, b));
    if (score > bestScore || (score === bestScore && candidate < bestPlace)) {
      bestScore = score;
      bestPlace = candidate;
    }
  }
  return bestPlace;
}

// Codes of `count` rotated vectors, those in `list`, [.., width] floats. With r = x - c, c the centroid of place[row]:
// a record is one bit for the sign of every value of r (bit i of byte j for value 8 j + i), then r.c, then
// |r|^2 / sum |r_i| as floats, then firstRow + row. RaBitQ's estimate of r.q is the second factor times sum(+-q_i).
export function encode(
  x: usize, list: usize, count: i32, width: i32, place: usize, centroids: usize, firstRow: u32, out: usize,
): void {
  const unfix = f32x4.splat(<f32>1 / FIXED);
  const magnitude = i32x4.splat(0x7fffffff);
  for (let i = 0; i < count; i++) {
    const row = load<u32>(list + (<usize>i << 2));
    const values = x + (<usize>row * width << 2);
    const centroid = centroids + (<usize>load<u32>(place + (<usize>row << 2)) * width << 1);
    let squares = f32x4.splat(0), magnitudes = squares, onCentroid = squares;
    for (let j = 0; j < width; j += 8) {
      const c = v128.load(centroid + (<usize>j << 1));
      const c0 = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(c)), unfix);
      const c1 = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(c)), unfix);
      const r0 = f32x4.sub(v128.load(values + (<usize>j << 2)), c0);
      const r1 = f32x4.sub(v128.load(values + (<usize>j << 2), 16), c1);
      squares = f32x4.add(squares, f32x4.add(f32x4.mul(r0, r0), f32x4.mul(r1, r1)));
      magnitudes = f32x4.add(magnitudes, f32x4.add(v128.and(r0, magnitude), v128.and(r1, magnitude)));
      onCentroid = f32x4.add(onCentroid, f32x4.add(f32x4.mul(r0, c0), f32x4.mul(r1, c1)));
      const zero = f32x4.splat(0);
      const bits = i32x4.bitmask(f32x4.gt(r0, zero)) | (i32x4.bitmask(f32x4.gt(r1, zero)) << 4);
      store<u8>(out + (j >> 3), bits);
    }
    out += <usize>width >> 3;
    const sum = sumF32(magnitudes);
    store<f32>(out, sumF32(onCentroid));
    store<f32>(out, sum > 0 ? sumF32(squares) / sum : 0, 4);
    store<u32>(out, firstRow + row, 8);
    out += 12;
  }
}

// Tables for the codes of a list: with p = q - c, sixteen bytes per four values of p, entry n the sum of 2 |p_i| where
// bit i of n is the sign of p_i, in steps. To `facts`: the step, sum |p_i|, and q.c.
export function tables(query: usize, centroid: usize, width: i32, out: usize, facts: usize): void {
  const unfix = f32x4.splat(<f32>1 / FIXED);
  const magnitude = i32x4.splat(0x7fffffff);
  let largest: f32 = 0, total: f32 = 0;
  let onCentroid = f32x4.splat(0);
  for (let i = 0; i < width; i += 4) {
    const c = f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<i16>(centroid + (<usize>i << 1))), unfix);
    const q = v128.load(query + (<usize>i << 2));
    onCentroid = f32x4.add(onCentroid, f32x4.mul(c, q));
    const sum = sumF32(v128.and(f32x4.sub(q, c), magnitude));
    largest = max(largest, sum);
    total += sum;
  }
  const step: f32 = largest > 0 ? (<f32>2 * largest) / TABLE_LIMIT : 1;
  const perStep = f32x4.splat(<f32>2 / step);
  const zero = f32x4.splat(0);
  for (let i = 0; i < width; i += 4) {
    const c = f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<i16>(centroid + (<usize>i << 1))), unfix);
    const p = f32x4.mul(f32x4.sub(v128.load(query + (<usize>i << 2)), c), perStep);
    const up = f32x4.max(p, zero); // where the bit is set
    const down = f32x4.max(f32x4.neg(p), zero); // where it is not
    // Entries by their two lower bits.
    const lower = f32x4.add(
      v128.shuffle<i32>(down, up, 0, 4, 0, 4),
      v128.shuffle<i32>(down, up, 1, 1, 5, 5),
    );
    const up2 = f32x4.extract_lane(up, 2), up3 = f32x4.extract_lane(up, 3);
    const down2 = f32x4.extract_lane(down, 2), down3 = f32x4.extract_lane(down, 3);
    const e0 = entry(lower, down2 + down3);
    const e1 = entry(lower, up2 + down3);
    const e2 = entry(lower, down2 + up3);
    const e3 = entry(lower, up2 + up3);
    v128.store(out + (<usize>i << 2), i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(e0, e1), i16x8.narrow_i32x4_s(e2, e3)));
  }
  store<f32>(facts, step);
  store<f32>(facts, total, 4);
  store<f32>(facts, sumF32(onCentroid), 8);
}

@inline function entry(lower: v128, more: f32): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.add(lower, f32x4.splat(more))));
}

// Estimates q.x for the codes of a list and notes those above a threshold: scores and rows, from `scores` and `rows`
// on; returns how many. A list of `count` codes, filled up to a multiple of 16: [padded] rows, [padded] r.c, [padded]
// factors, then by sixteens [width / 8, 16] bytes of codes. With a mask, rows where it holds 0 are left out.
export function scan(
  list: usize, count: i32, width: i32, lookup: usize, facts: usize, mask: usize, threshold: f32,
  scores: usize, rows: usize,
): i32 {
  const padded = (count + 15) & ~15;
  const offsets = list + (<usize>padded << 2);
  const factors = offsets + (<usize>padded << 2);
  const columns = <usize>width >> 3;
  let codes = factors + (<usize>padded << 2);
  const step = f32x4.splat(load<f32>(facts));
  const total = f32x4.splat(load<f32>(facts, 4));
  const onCentroid = f32x4.splat(load<f32>(facts, 8));
  const limit = f32x4.splat(threshold);
  const scratch = scores;
  let found = 0;
  for (let i = 0; i < padded; i += 16) {
    const end = codes + (columns << 4);
    if (mask && !anyIn(mask, list + (<usize>i << 2), min(16, count - i))) {
      codes = end;
      continue;
    }
    let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let table = lookup;
    while (codes < end) {
      // Sums of 256 columns fit 16 bits: of the even vectors plus 256 times the odd ones, and of the odd ones.
      const stop = min(end, codes + 4096);
      let both = i16x8.splat(0), odd = both;
      for (; codes < stop; codes += 16) {
        const bytes = v128.load(codes);
        const low = v128.swizzle(v128.load(table), v128.and(bytes, i8x16.splat(15)));
        const high = v128.swizzle(v128.load(table, 16), i8x16.shr_u(bytes, 4));
        const sum = i8x16.add(low, high);
        both = i16x8.add(both, sum);
        odd = i16x8.add(odd, i16x8.shr_u(sum, 8));
        table += 32;
      }
      const even = i16x8.sub(both, i16x8.shl(odd, 8));
      const first = v128.shuffle<i16>(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
      const last = v128.shuffle<i16>(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
      s0 = i32x4.add(s0, i32x4.extend_low_i16x8_u(first));
      s1 = i32x4.add(s1, i32x4.extend_high_i16x8_u(first));
      s2 = i32x4.add(s2, i32x4.extend_low_i16x8_u(last));
      s3 = i32x4.add(s3, i32x4.extend_high_i16x8_u(last));
    }
    for (let four = 0; four < 4; four++) {
      const at = <usize>(i + 4 * four) << 2;
      const signed = f32x4.sub(f32x4.mul(f32x4.convert_i32x4_u(s0), step), total);
      const estimate = f32x4.add(
        f32x4.add(onCentroid, v128.load(offsets + at)),
        f32x4.mul(v128.load(factors + at), signed),
      );
      s0 = s1; s1 = s2; s2 = s3;
      const above = i32x4.bitmask(f32x4.gt(estimate, limit));
      if (!above) continue;
      // Written behind what is found so far, where those that are kept move to.
      const lanes = scratch + (<usize>found << 2);
      v128.store(lanes, estimate);
      for (let lane = 0; lane < 4; lane++) {
        if (!((above >> lane) & 1) || i + 4 * four + lane >= count) continue;
        const row = load<u32>(list + at + (<usize>lane << 2));
        if (mask && !load<u8>(mask + row)) continue;
        store<f32>(scores + (<usize>found << 2), load<f32>(lanes + (<usize>lane << 2)));
        store<u32>(rows + (<usize>found << 2), row);
        found++;
      }
    }
  }
  return found;
}

function anyIn(mask: usize, rows: usize, count: i32): bool {
  for (let i = 0; i < count; i++) if (load<u8>(mask + <usize>load<u32>(rows + (<usize>i << 2)))) return true;
  return false;
}
