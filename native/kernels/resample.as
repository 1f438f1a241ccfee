// The two passes of Pillow's 8-bit resampling over SIMD lanes (AssemblyScript; see README.md beside it).
//
// Every sum is taken modulo 2^32, as the loops in app/ml/preprocess/resample-8-loops.ts do, so any order of adding gives
// the same bits. A weight of 22 fraction bits is split into two parts of 16 bits, weight = high * 2^15 + low, because
// two products of 16-bit numbers and their sum are one instruction (dot), twice as fast as one product of 32 bits.
//
// Arguments are addresses and lengths in bytes, unless they say otherwise. For output i of a pass:
//   spans + 8 i            i32: offset of its first input, then its number of taps, rounded up to what the pass reads
//   weights + weightStep i i16: its high parts, and from weightStep / 2 on its low parts; zero beyond its taps
// Inputs beyond the taps are read (up to 15 bytes after a row, up to one row after the last), and count as nothing.

// Half of the last fraction bit that stays, so that the shift rounds.
const HALF: i32 = 1 << 21;
const FRACTION_BITS: i32 = 22;
const LOW_BITS: i32 = 15;

// Bytes of two neighbouring pixels as pairs of 16-bit lanes, one pair for each channel; lanes from 0x80 are zero.
@inline function firstTwo(channels: i32, bytes: v128): v128 {
  return channels == 3
    ? i8x16.swizzle(bytes, i8x16(0, -128, 3, -128, 1, -128, 4, -128, 2, -128, 5, -128, -128, -128, -128, -128))
    : i8x16.swizzle(bytes, i8x16(0, -128, 4, -128, 1, -128, 5, -128, 2, -128, 6, -128, 3, -128, 7, -128));
}
@inline function nextTwo(channels: i32, bytes: v128): v128 {
  return channels == 3
    ? i8x16.swizzle(bytes, i8x16(6, -128, 9, -128, 7, -128, 10, -128, 8, -128, 11, -128, -128, -128, -128, -128))
    : i8x16.swizzle(bytes, i8x16(8, -128, 12, -128, 9, -128, 13, -128, 10, -128, 14, -128, 11, -128, 15, -128));
}

// sums + the dots of one step.
@inline function add(sums: v128, first: v128, firstWeights: v128, next: v128, nextWeights: v128): v128 {
  return i32x4.add(sums, i32x4.add(i32x4.dot_i16x8_s(first, firstWeights), i32x4.dot_i16x8_s(next, nextWeights)));
}

// The sums of four samples as values, still beyond 0 to 255.
@inline function values(high: v128, low: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.add(i32x4.shl(high, LOW_BITS), low), i32x4.splat(HALF)), FRACTION_BITS);
}

// Stores the samples of one pixel and not a byte more: the next row may stand behind them.
@inline function storePixel(channels: i32, to: usize, high: v128, low: v128): void {
  const four = values(high, low);
  const narrow = i16x8.narrow_i32x4_s(four, four);
  const bytes = i8x16.narrow_i16x8_u(narrow, narrow);
  if (channels == 4) {
    v128.store32_lane(to, bytes, 0);
  } else {
    v128.store16_lane(to, bytes, 0);
    v128.store8_lane(to, bytes, 2, 2);
  }
}

// Rows of 3 or 4 channels, two rows at a time so that weights are loaded half as often; taps by fours.
@inline function alongRows(
  channels: i32, input: usize, inputStep: usize, rows: i32,
  output: usize, outputStep: usize, outputs: i32, spans: usize, weights: usize, weightStep: usize,
): void {
  for (let y = 0; y < rows; y += 2) {
    // The last row of an odd number stands for both.
    const hasTwo = y + 1 < rows;
    const below = hasTwo ? inputStep : 0;
    const belowOutput = hasTwo ? outputStep : 0;
    let to = output;
    let span = spans;
    let ofOutput = weights;
    for (let x = 0; x < outputs; x++) {
      let from = input + load<i32>(span);
      let at = ofOutput;
      const end = at + 2 * load<i32>(span, 4);
      let high = i32x4.splat(0), low = i32x4.splat(0), highBelow = i32x4.splat(0), lowBelow = i32x4.splat(0);
      while (at < end) {
        const high0 = v128.load32_splat(at);
        const high2 = v128.load32_splat(at, 4);
        const low0 = v128.load32_splat(at + (weightStep >> 1));
        const low2 = v128.load32_splat(at + (weightStep >> 1), 4);
        const pixels = v128.load(from);
        const first = firstTwo(channels, pixels);
        const next = nextTwo(channels, pixels);
        high = add(high, first, high0, next, high2);
        low = add(low, first, low0, next, low2);
        const pixelsBelow = v128.load(from + below);
        const firstBelow = firstTwo(channels, pixelsBelow);
        const nextBelow = nextTwo(channels, pixelsBelow);
        highBelow = add(highBelow, firstBelow, high0, nextBelow, high2);
        lowBelow = add(lowBelow, firstBelow, low0, nextBelow, low2);
        from += 4 * channels;
        at += 8;
      }
      storePixel(channels, to, high, low);
      storePixel(channels, to + belowOutput, highBelow, lowBelow);
      to += channels;
      span += 8;
      ofOutput += weightStep;
    }
    input += 2 * inputStep;
    output += 2 * outputStep;
  }
}

export function alongRows3(
  input: usize, inputStep: usize, rows: i32,
  output: usize, outputStep: usize, outputs: i32, spans: usize, weights: usize, weightStep: usize,
): void {
  alongRows(3, input, inputStep, rows, output, outputStep, outputs, spans, weights, weightStep);
}

export function alongRows4(
  input: usize, inputStep: usize, rows: i32,
  output: usize, outputStep: usize, outputs: i32, spans: usize, weights: usize, weightStep: usize,
): void {
  alongRows(4, input, inputStep, rows, output, outputStep, outputs, spans, weights, weightStep);
}

// The four partial sums of one sample, as that sample.
@inline function storeSample(to: usize, high: v128, low: v128): void {
  const parts = i32x4.add(i32x4.shl(high, LOW_BITS), low);
  const pairs = i32x4.add(parts, v128.shuffle<i32>(parts, parts, 2, 3, 0, 1));
  const sum = i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
  store<u8>(to, max(0, min(255, (sum + HALF) >> FRACTION_BITS)));
}

// Rows of one channel, two at a time; taps by eights.
export function alongRows1(
  input: usize, inputStep: usize, rows: i32,
  output: usize, outputStep: usize, outputs: i32, spans: usize, weights: usize, weightStep: usize,
): void {
  for (let y = 0; y < rows; y += 2) {
    const hasTwo = y + 1 < rows;
    const below = hasTwo ? inputStep : 0;
    const belowOutput = hasTwo ? outputStep : 0;
    let span = spans;
    let ofOutput = weights;
    for (let x = 0; x < outputs; x++) {
      let from = input + load<i32>(span);
      let at = ofOutput;
      const end = at + 2 * load<i32>(span, 4);
      let high = i32x4.splat(0), low = i32x4.splat(0), highBelow = i32x4.splat(0), lowBelow = i32x4.splat(0);
      while (at < end) {
        const highs = v128.load(at);
        const lows = v128.load(at + (weightStep >> 1));
        const samples = v128.load_ext<u8>(from);
        const samplesBelow = v128.load_ext<u8>(from + below);
        high = i32x4.add(high, i32x4.dot_i16x8_s(samples, highs));
        low = i32x4.add(low, i32x4.dot_i16x8_s(samples, lows));
        highBelow = i32x4.add(highBelow, i32x4.dot_i16x8_s(samplesBelow, highs));
        lowBelow = i32x4.add(lowBelow, i32x4.dot_i16x8_s(samplesBelow, lows));
        from += 8;
        at += 16;
      }
      storeSample(output + x, high, low);
      storeSample(output + x + belowOutput, highBelow, lowBelow);
      span += 8;
      ofOutput += weightStep;
    }
    input += 2 * inputStep;
    output += 2 * outputStep;
  }
}

// Columns, whatever their channels: `samples` of a row side by side, 16 at a time; taps by twos. Up to 15 bytes after
// each row of the output are written, so rows are written from the first to the last.
export function alongColumns(
  input: usize, inputStep: usize, samples: i32,
  output: usize, outputs: i32, spans: usize, weights: usize, weightStep: usize,
): void {
  for (let y = 0; y < outputs; y++) {
    const rows = input + load<i32>(spans);
    const end = weights + 2 * load<i32>(spans, 4);
    for (let x = 0; x < samples; x += 16) {
      let from = rows + x;
      let high0 = i32x4.splat(0), high1 = i32x4.splat(0), high2 = i32x4.splat(0), high3 = i32x4.splat(0);
      let low0 = i32x4.splat(0), low1 = i32x4.splat(0), low2 = i32x4.splat(0), low3 = i32x4.splat(0);
      for (let at = weights; at < end; at += 4) {
        const high = v128.load32_splat(at);
        const low = v128.load32_splat(at + (weightStep >> 1));
        const upper = v128.load(from);
        const lower = v128.load(from + inputStep);
        const left = v128.shuffle<u8>(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const right = v128.shuffle<u8>(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const pairs0 = i16x8.extend_low_i8x16_u(left);
        const pairs1 = i16x8.extend_high_i8x16_u(left);
        const pairs2 = i16x8.extend_low_i8x16_u(right);
        const pairs3 = i16x8.extend_high_i8x16_u(right);
        high0 = i32x4.add(high0, i32x4.dot_i16x8_s(pairs0, high));
        low0 = i32x4.add(low0, i32x4.dot_i16x8_s(pairs0, low));
        high1 = i32x4.add(high1, i32x4.dot_i16x8_s(pairs1, high));
        low1 = i32x4.add(low1, i32x4.dot_i16x8_s(pairs1, low));
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(pairs2, high));
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(pairs2, low));
        high3 = i32x4.add(high3, i32x4.dot_i16x8_s(pairs3, high));
        low3 = i32x4.add(low3, i32x4.dot_i16x8_s(pairs3, low));
        from += 2 * inputStep;
      }
      const leftValues = i16x8.narrow_i32x4_s(values(high0, low0), values(high1, low1));
      const rightValues = i16x8.narrow_i32x4_s(values(high2, low2), values(high3, low3));
      v128.store(output + x, i8x16.narrow_i16x8_u(leftValues, rightValues));
    }
    output += samples;
    spans += 8;
    weights += weightStep;
  }
}
