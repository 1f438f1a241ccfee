import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { float16ToFloat, floatToFloat16 } from '#app/ml/half-floats.ts';
import { createRandom } from '#app/util/random.ts';
import { compileKernel, kernelFile, kernelPath } from '#main/dev/build-kernels.ts';
import { createVectorKernel, dotsQueryScale, fixedOne, recordTailBytes } from './vectors.ts';

const random = createRandom('vectors');

/** [rows, dimension], unit vectors. */
function units(rows: number, dimension: number): Float32Array {
  const matrix = Float32Array.from({ length: rows * dimension }, () => random.normal());
  for (let row = 0; row < rows; row += 1) {
    const own = matrix.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.hypot(...own);
    own.forEach((value, index) => {
      own[index] = value / length;
    });
  }
  return matrix;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, index) => sum + value * b[index], 0);

const rowOf = <T extends Float32Array | Int16Array | Uint8Array>(matrix: T, row: number, width: number) =>
  matrix.subarray(row * width, (row + 1) * width);

/** A kernel with values at places of their own. */
function memory() {
  const { module, arena } = createVectorKernel();
  const put = (
    values: Float32Array | Float64Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array,
  ) => {
    const at = arena.place(values.byteLength);
    new Uint8Array(arena.buffer, at, values.byteLength).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return at;
  };
  return {
    module,
    put,
    room: (sizeBytes: number) => arena.place(sizeBytes),
    floats: (at: number, length: number) => new Float32Array(arena.buffer.slice(at, at + 4 * length)),
    doubles: (at: number, length: number) => new Float64Array(arena.buffer.slice(at, at + 8 * length)),
    ints: (at: number, length: number) => new Int32Array(arena.buffer.slice(at, at + 4 * length)),
    bytes: (at: number, length: number) => new Uint8Array(arena.buffer.slice(at, at + length)),
  };
}

const fixed = (values: Float32Array): Int16Array =>
  Int16Array.from(values, (value) => {
    const scaled = Math.fround(value * fixedOne);
    const down = Math.floor(scaled);
    const rest = scaled - down;
    const rounded = rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
    return Math.max(-32_768, Math.min(32_767, rounded));
  });

describe('the vector kernel', () => {
  it('is the one that its source makes', async () => {
    const module = await compileKernel('vectors');
    expect(readFileSync(kernelPath('vectors'), 'utf8')).toBe(kernelFile('vectors', module));
  });

  it.each([1, 7, 8, 37, 64, 130, 512, 4096])('takes dot products with halves, dimension %i', (dimension) => {
    const rows = 9;
    const m = memory();
    const stored = floatToFloat16(units(rows, dimension));
    // Subnormal halves, and both zeros.
    stored.set([0x0001, 0x8001, 0x03ff, 0x8000].slice(0, dimension), dimension);
    const values = float16ToFloat(stored);
    const query = units(1, dimension);
    const padded = Math.ceil(dimension / 16) * 16;
    const scaled = new Float32Array(padded);
    scaled.set(query.map((value) => value * dotsQueryScale));
    const query64 = new Float64Array(padded);
    query64.set(query);
    const at = m.put(stored);
    const [q, q64, out, out64] = [m.put(scaled), m.put(query64), m.room(4 * rows), m.room(8 * rows)];
    const list = m.put(Uint32Array.of(8, 1, 0));
    m.module.dots(at, 0, rows, dimension, q, out);
    m.module.dots64(at, list, 3, dimension, q64, out64);
    const expected = Array.from({ length: rows }, (_none, row) => dot(rowOf(values, row, dimension), query));
    m.floats(out, rows).forEach((score, row) => expect(score).toBeCloseTo(expected[row], 5));
    [8, 1, 0].forEach((row, place) => expect(m.doubles(out64, 3)[place]).toBeCloseTo(expected[row], 13));
  });

  it('expands halves, and rotates without changing lengths and products', () => {
    const [rows, dimension, width, part, rounds] = [5, 200, 256, 256, 3];
    const m = memory();
    const stored = floatToFloat16(units(rows, dimension));
    const values = float16ToFloat(stored);
    const x = m.room(rows * width * 4);
    m.module.expand(m.put(stored), rows, dimension, x, width);
    const wide = m.floats(x, rows * width);
    for (let row = 0; row < rows; row += 1) {
      expect(rowOf(wide, row, width).subarray(0, dimension)).toEqual(rowOf(values, row, dimension));
      expect(rowOf(wide, row, width).subarray(dimension)).toEqual(new Float32Array(width - dimension));
    }
    const factors = Float32Array.from(
      { length: rounds * width },
      () => (random.integer(2) === 0 ? -1 : 1) / Math.sqrt(part),
    );
    m.module.rotate(x, rows, width, part, m.put(factors), rounds);
    const rotated = m.floats(x, rows * width);
    expect(dot(rotated, wide)).not.toBeCloseTo(dot(wide, wide), 1);
    for (let a = 0; a < rows; a += 1)
      for (let b = 0; b < rows; b += 1)
        expect(dot(rowOf(rotated, a, width), rowOf(rotated, b, width))).toBeCloseTo(
          dot(rowOf(values, a, dimension), rowOf(values, b, dimension)),
          5,
        );
  });

  it('is the Hadamard transform: one round equals its definition, at the tail too', () => {
    const [width, part] = [384, 256];
    const m = memory();
    const input = units(1, width);
    const signs = Float32Array.from({ length: 2 * width }, () => (random.integer(2) === 0 ? -1 : 1));
    const x = m.put(input);
    m.module.rotate(x, 1, width, part, m.put(signs), 2);
    const transform = (values: number[], from: number): number[] =>
      values.map((value, place) =>
        place < from || place >= from + part
          ? value
          : Array.from({ length: part }, (_none, other) => other).reduce(
              (sum, other) => sum + (bits((place - from) & other) % 2 === 0 ? 1 : -1) * values[from + other],
              0,
            ),
      );
    const bits = (value: number): number => value.toString(2).replaceAll('0', '').length;
    const once = transform(
      [...input].map((value, place) => value * signs[place]),
      0,
    );
    const twice = transform(
      once.map((value, place) => value * signs[width + place]),
      width - part,
    );
    m.floats(x, width).forEach((value, place) => expect(value).toBeCloseTo(twice[place], 3));
  });

  it.each([1, 2, 13])('finds the nearest of directions for %i vectors in fixed point, exactly', (count) => {
    const [width, head, others] = [256, 128, 40];
    const m = memory();
    const floats = units(count, width);
    const x = fixed(floats);
    const at = m.room(x.byteLength);
    m.module.toFixed(m.put(floats), floats.length, at);
    const directions = fixed(units(others, width));
    directions.copyWithin(5 * width, 2 * width, 3 * width); // of equals the first
    const heads = new Int16Array(others * head);
    for (let other = 0; other < others; other += 1)
      heads.set(rowOf(directions, other, width).subarray(0, head), other * head);
    const [c, h] = [m.put(directions), m.put(heads)];
    const [place, scratch, out] = [m.room(4 * count), m.room(8 * others), m.room(4 * count * others)];
    m.module.nearest(at, count, width, h, head, c, others, scratch, place);
    m.module.products(at, count, width, c, others, out);
    for (let row = 0; row < count; row += 1) {
      const own = rowOf(x, row, width);
      const scores = Array.from({ length: others }, (_none, other) =>
        dot(own, rowOf(directions, other, width)),
      );
      const byHead = Array.from({ length: others }, (_none, other) =>
        dot(own.subarray(0, head), rowOf(heads, other, head)),
      );
      const chosen = [...byHead.keys()].sort((a, b) => byHead[b] - byHead[a] || a - b).slice(0, 16);
      const most = Math.max(...chosen.map((other) => scores[other]));
      expect(m.ints(place, count)[row]).toBe(Math.min(...chosen.filter((other) => scores[other] === most)));
      expect([...m.ints(out, count * others).subarray(row * others, (row + 1) * others)]).toEqual(scores);
    }
  });

  it.each([128, 640, 4096])('encodes, and scans what it encoded as the formulas say, width %i', (width) => {
    const [rows, count] = [41, 37];
    const m = memory();
    const x = units(rows, width);
    const centroids = fixed(units(3, width).map((value) => value * 0.6));
    const place = Uint32Array.from({ length: rows }, () => 1);
    const list = Uint32Array.from({ length: count }, (_none, index) => index + 2);
    const recordBytes = width / 8 + recordTailBytes;
    const [c, records] = [m.put(centroids), m.room(count * recordBytes)];
    m.module.encode(m.put(x), m.put(list), count, width, m.put(place), c, 1000, records);
    const centroid = Float64Array.from(rowOf(centroids, 1, width), (value) => value / fixedOne);
    const query = units(1, width);
    const p = Float64Array.from(query, (value, index) => value - centroid[index]);

    const padded = Math.ceil(count / 16) * 16;
    const stored = new Uint8Array(padded * (12 + width / 8));
    const words = new DataView(stored.buffer);
    const estimates: number[] = [];
    const bytes = m.bytes(records, count * recordBytes);
    for (let code = 0; code < count; code += 1) {
      const record = rowOf(bytes, code, recordBytes);
      const tail = new DataView(record.slice(width / 8).buffer);
      const residual = Float64Array.from(
        rowOf(x, list[code], width),
        (value, index) => value - centroid[index],
      );
      const signs = residual.map((value) => (value > 0 ? 1 : -1));
      signs.forEach((sign, index) => expect((record[index >> 3] >> (index & 7)) & 1).toBe(sign > 0 ? 1 : 0));
      const factor = dot(residual, residual) / residual.reduce((sum, value) => sum + Math.abs(value), 0);
      expect(tail.getFloat32(0, true)).toBeCloseTo(dot(residual, centroid), 4);
      expect(tail.getFloat32(4, true) / factor).toBeCloseTo(1, 4);
      expect(tail.getUint32(8, true)).toBe(1000 + list[code]);
      estimates.push(dot(query, centroid) + dot(residual, centroid) + factor * dot(signs, p));
      words.setUint32(4 * code, 1000 + list[code], true);
      words.setFloat32(4 * (padded + code), tail.getFloat32(0, true), true);
      words.setFloat32(4 * (2 * padded + code), tail.getFloat32(4, true), true);
      for (let column = 0; column < width / 8; column += 1)
        stored[12 * padded + (code >> 4) * 2 * width + column * 16 + (code & 15)] = record[column];
    }
    const [lookup, facts, scores, found] = [
      m.room(4 * width),
      m.room(12),
      m.room(4 * padded),
      m.room(4 * padded),
    ];
    m.module.tables(m.put(query), c + 2 * width, width, lookup, facts);
    const [step, total, onCentroid] = m.floats(facts, 3);
    expect(total).toBeCloseTo(
      p.reduce((sum, value) => sum + Math.abs(value), 0),
      3,
    );
    expect(onCentroid).toBeCloseTo(dot(query, centroid), 5);
    m.bytes(lookup, 4 * width).forEach((entry, index) => {
      const exact = [0, 1, 2, 3].reduce((sum, bit) => {
        const value = p[Math.floor(index / 16) * 4 + bit];
        return sum + ((index >> bit) % 2 === (value > 0 ? 1 : 0) ? 2 * Math.abs(value) : 0);
      }, 0);
      expect(Math.abs(entry * step - exact)).toBeLessThan(0.51 * step);
    });
    // An entry is off by half a step at most, and errors are independent.
    const tolerance = (step / 2) * Math.sqrt(width / 4) * 4 * 0.1;
    const at = m.put(stored);
    const threshold = estimates.toSorted((a, b) => a - b)[20];
    const mask = Uint8Array.from({ length: 1100 }, (_none, row) => row % 2);
    for (const [limit, kept] of [
      [-1e30, undefined],
      [threshold, undefined],
      [-1e30, mask],
      [1e30, mask],
    ] as const) {
      const masked = kept ? m.put(kept) : 0;
      const number = m.module.scan(at, count, width, lookup, facts, masked, limit, scores, found);
      const foundRows = [...new Uint32Array(m.ints(found, number).buffer)];
      const foundScores = m.floats(scores, number);
      const isClear = (estimate: number): boolean => Math.abs(estimate - limit) > tolerance;
      const expected = [...list.keys()].filter(
        (code) =>
          estimates[code] > limit && isClear(estimates[code]) && (!kept || kept[1000 + list[code]] === 1),
      );
      expect(foundRows).toEqual(expect.arrayContaining(expected.map((code) => 1000 + list[code])));
      expect(foundRows).toEqual(foundRows.toSorted((a, b) => a - b));
      foundRows.forEach((row, place) => {
        const estimate = estimates[list.indexOf(row - 1000)];
        expect(Math.abs(foundScores[place] - estimate)).toBeLessThan(tolerance);
        expect(estimate).toBeGreaterThan(limit - tolerance);
        expect(kept?.[row] ?? 1).toBe(1);
      });
    }
  });

  it('estimates without bias, and closer the more dimensions there are', () => {
    const spreadOf = (width: number): { mean: number; deviation: number } => {
      const rows = 400;
      const m = memory();
      const x = units(rows, width);
      const query = units(1, width);
      const recordBytes = width / 8 + recordTailBytes;
      const records = m.room(rows * recordBytes);
      const list = m.put(Uint32Array.from({ length: rows }, (_none, row) => row));
      const centroid = m.put(new Int16Array(width));
      m.module.encode(m.put(x), list, rows, width, m.put(new Uint32Array(rows)), centroid, 0, records);
      const bytes = m.bytes(records, rows * recordBytes);
      const errors = Array.from({ length: rows }, (_none, row) => {
        const record = rowOf(bytes, row, recordBytes);
        const factor = new DataView(record.slice(width / 8).buffer).getFloat32(4, true);
        const signed = query.reduce(
          (sum, value, index) => sum + ((record[index >> 3] >> (index & 7)) & 1 ? value : -value),
          0,
        );
        return factor * signed - dot(rowOf(x, row, width), query);
      });
      const mean = errors.reduce((sum, error) => sum + error, 0) / rows;
      return {
        mean,
        deviation: Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / rows),
      };
    };
    const [narrow, wide] = [spreadOf(128), spreadOf(1024)];
    // The theorem of the paper: an error of order 1 / sqrt(dimension); sqrt(pi / 2 - 1) = 0.76 of it for random vectors.
    expect(Math.abs(narrow.deviation * Math.sqrt(128) - 0.76)).toBeLessThan(0.08);
    expect(Math.abs(wide.deviation * Math.sqrt(1024) - 0.76)).toBeLessThan(0.08);
    expect(Math.abs(wide.mean)).toBeLessThan((4 * wide.deviation) / Math.sqrt(400));
  });

  it('counts the ones of a mask', () => {
    const m = memory();
    const mask = Uint8Array.from({ length: 70_000 }, () => random.integer(2));
    const padded = new Uint8Array(70_000);
    padded.set(mask);
    expect(m.module.countOnes(m.put(padded), padded.length)).toBe(mask.reduce((sum, one) => sum + one, 0));
  });
});
