import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FigscopeError } from '#app/util/error.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { bfloat16ToFloat, float16ToFloat, floatToBfloat16, floatToFloat16 } from './half-floats.ts';
import type { TensorData } from './tensor-data.ts';
import { readSafetensors, writeSafetensors } from './tensor-file.ts';

/** A file with this header text and so many bytes of tensors. */
function fileOf(header: string, tensorBytes = 0, declaredBytes?: number): Uint8Array {
  const json = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + json.length + tensorBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(declaredBytes ?? json.length), true);
  file.set(json, 8);
  return file;
}

function refusal(bytes: Uint8Array): FigscopeError {
  try {
    readSafetensors(bytes);
  } catch (thrown) {
    if (thrown instanceof FigscopeError) return thrown;
  }
  throw new Error('The file was read.');
}

const entry = (begin: number, end: number, shape = '[2]', dtype = 'F32'): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`;

describe('readSafetensors', () => {
  it('reads back what was written, scalars and empty tensors included', () => {
    const tensors = new Map<string, TensorData>([
      ['z', { shape: [2, 2], data: Float32Array.of(1, -0, Number.NaN, 3e38) }],
      ['scalar', { shape: [], data: Float32Array.of(2.5) }],
      ['empty', { shape: [0, 3], data: new Float32Array(0) }],
      ['ids', { shape: [2], data: Int32Array.of(-1, 7) }],
      ['long', { shape: [1], data: BigInt64Array.of(2n ** 40n) }],
      ['bytes', { shape: [3], data: Uint8Array.of(0, 1, 255) }],
    ]);
    const file = writeSafetensors(tensors, { metadata: { format: 'pt' } });
    const read = readSafetensors(file);
    expect(read.metadata).toEqual({ format: 'pt' });
    expect(read.tensors).toEqual(tensors);
    expect(Number(new DataView(file.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it('reads from a view at an odd offset', () => {
    const file = writeSafetensors(new Map([['a', { shape: [1], data: Float32Array.of(1.5) }]]));
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    expect(readSafetensors(shifted.subarray(1)).tensors.get('a')?.data).toEqual(Float32Array.of(1.5));
  });

  it('rounds to the 16-bit types on request', () => {
    const tensors = new Map([['a', { shape: [2], data: Float32Array.of(1 / 3, 1000.3) }]]);
    expect(readSafetensors(writeSafetensors(tensors, { floatType: 'BF16' })).tensors.get('a')?.data).toEqual(
      Float32Array.of(0.333984375, 1000),
    );
    expect(readSafetensors(writeSafetensors(tensors, { floatType: 'F16' })).tensors.get('a')?.data).toEqual(
      Float32Array.of(0.333251953125, 1000.5),
    );
  });

  it.each([
    ['a file that ends before its header', new Uint8Array(5), 'ends before its header'],
    ['a header longer than the file', fileOf('{}', 0, 400), 'longer than the file'],
    ['an absurd header length', fileOf('{}', 0, 2 ** 50), 'longer than the file'],
    ['a header that is not JSON', fileOf('{"a":'), 'not JSON'],
    ['a header that is not UTF-8', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe), 'not JSON'],
    ['a header that is a list', fileOf('[]'), 'not an object'],
    ['an entry without a shape', fileOf('{"a":{"dtype":"F32","data_offsets":[0,8]}}', 8), 'no valid shape'],
    ['a negative length', fileOf(`{"a":${entry(0, 8, '[-2]')}}`, 8), 'no valid shape'],
    [
      'offsets that lie about the shape',
      fileOf(`{"a":${entry(0, 12)}}`, 12),
      'has 12 bytes where its shape needs 8',
    ],
    [
      'a shape that overflows',
      fileOf(`{"a":${entry(0, 8, '[4503599627370496,4503599627370496]')}}`, 8),
      'shape needs',
    ],
    ['a tensor that is cut off', fileOf(`{"a":${entry(0, 8)}}`, 7), 'ends beyond the end'],
    ['tensors that overlap', fileOf(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12), 'overlaps'],
    ['a gap between tensors', fileOf(`{"a":${entry(0, 8)},"b":${entry(12, 20)}}`, 20), 'gap'],
    ['bytes that belong to nothing', fileOf(`{"a":${entry(0, 8)}}`, 9), 'belong to no tensor'],
  ])('refuses %s', (_, bytes, message) => {
    const error = refusal(bytes);
    expect(error.code).toBe('invalid-input');
    expect(error.message).toContain(message);
    expect(error.remedy).toBeDefined();
  });

  it('names a type that it does not read', () => {
    const error = refusal(fileOf(`{"a":${entry(0, 2, '[2]', 'F8_E4M3')}}`, 2));
    expect(error.code).toBe('unsupported');
    expect(error.message).toContain('F8_E4M3');
  });

  it.skipIf(!sharedPath('golden/tiny-biomedclip'))('reads the nine types that torch writes', () => {
    const path = requireShared('golden/tiny-biomedclip/torch_views.expected.safetensors');
    const { tensors } = readSafetensors(readFileSync(path));
    const data = (name: string): readonly unknown[] => [...(tensors.get(name)?.data ?? [])];
    expect(data('transposed').slice(0, 5)).toEqual([0, 0.75, 1.5, 2.25, 0.125]);
    expect(data('scalar')).toEqual([Math.fround(2.659260034561157)]);
    expect(tensors.get('empty')).toEqual({ shape: [0, 3], data: new Float32Array(0) });
    expect(data('i64')).toEqual([-1n, 2n ** 40n]);
    expect(data('i32')).toEqual([7, -8]);
    expect(data('u8')).toEqual([0, 255]);
    expect(data('bool')).toEqual([1, 0]);
    expect(data('f16')).toEqual([1.5, -65504, 5.960464477539063e-8]);
    expect(data('bf16').slice(0, 1)).toEqual([1.5]);
    expect(data('f64')).toEqual([Math.fround(Math.PI)]);
    expect(data('nonfinite')).toEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0]);
  });
});

describe('half floats', () => {
  const patterns = Uint16Array.from({ length: 65_536 }, (_, pattern) => pattern);

  it('keep every number of both types', () => {
    const isNumber = (value: number): boolean => !Number.isNaN(value);
    for (const [expand, pack] of [
      [float16ToFloat, floatToFloat16],
      [bfloat16ToFloat, floatToBfloat16],
    ] as const) {
      const values = expand(patterns);
      const back = pack(values);
      expect(
        patterns.filter((pattern) => isNumber(values[pattern]!) && back[pattern] !== pattern),
      ).toHaveLength(0);
      expect(expand(back).filter(isNumber)).toHaveLength(values.filter(isNumber).length);
    }
  });

  it('round to the nearest, ties to even', () => {
    const halfway = Float32Array.of(
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      65_519,
      65_520,
      2 ** -25,
      3 * 2 ** -25,
      -1e-9,
    );
    expect([...float16ToFloat(floatToFloat16(halfway))]).toEqual([
      1,
      1 + 2 ** -9,
      65_504,
      Number.POSITIVE_INFINITY,
      0,
      2 ** -23,
      -0,
    ]);
    const coarse = Float32Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8, 3.4e38);
    expect([...bfloat16ToFloat(floatToBfloat16(coarse))]).toEqual([1, 1 + 2 ** -6, Number.POSITIVE_INFINITY]);
  });
});
