import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, maxFrameBytes } from './frame.ts';

const roundTrip = (value: unknown): unknown => decodeFrame(encodeFrame(value));

/** A frame with the header that is given, for headers that encodeFrame would not write. */
function frameOf(header: unknown, sectionBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const frame = new Uint8Array(Math.ceil((4 + json.byteLength) / 8) * 8 + sectionBytes);
  new DataView(frame.buffer).setUint32(0, json.byteLength, true);
  frame.set(json, 4);
  return frame;
}

describe('frames', () => {
  it.each([
    null,
    true,
    'text with \u{1F9EC} and \u0000',
    -1.5e300,
    [],
    {},
    [[1, [2, [3]]], { deep: { deeper: ['x'] } }],
    { lifted: null, type: 'call', $bin: [0, 1] },
  ])('F1: plain data survives: %j', (value) => {
    expect(roundTrip(value)).toEqual(value);
  });

  it('F2: undefined follows JSON', () => {
    expect(roundTrip({ a: undefined, b: [undefined] })).toEqual({ b: [null] });
    expect(roundTrip(undefined)).toBe(null);
  });

  it('F3: NaN and the infinities survive anywhere', () => {
    const value = {
      loss: Number.NaN,
      list: [1, Number.POSITIVE_INFINITY, { low: Number.NEGATIVE_INFINITY }],
    };
    expect(roundTrip(value)).toEqual(value);
    expect(roundTrip(Number.NaN)).toBe(Number.NaN);
  });

  it.each([
    new Int8Array([-1, 2]),
    new Uint8Array([1, 2, 255]),
    new Uint8ClampedArray([0, 255]),
    new Int16Array([-300, 300]),
    new Uint16Array([65535]),
    new Int32Array([-70000]),
    new Uint32Array([4294967295]),
    new Float32Array([1.5, Number.NaN, Number.NEGATIVE_INFINITY]),
    new Float64Array([Math.PI]),
    new BigInt64Array([-(2n ** 62n)]),
    new BigUint64Array([2n ** 63n]),
    new Float32Array(0),
  ])('F4: typed arrays of every kind survive beside each other: %o', (array) => {
    const value = { before: new Uint8Array([9]), array, list: [array, { again: array }], after: 'text' };
    expect(roundTrip(value)).toEqual(value);
    expect(roundTrip(array)).toEqual(array);
  });

  it.skipIf(!('Float16Array' in globalThis))('F4: Float16Array survives where there is one', () => {
    const half = Reflect.construct(Reflect.get(globalThis, 'Float16Array'), [[1, 0.5, -2]]);
    expect(roundTrip({ half })).toEqual({ half });
  });

  it('F5: typed arrays are views of the frame, aligned to 8 bytes', () => {
    const frame = encodeFrame({ first: new Uint8Array(3), second: new Float64Array([1, 2]) });
    const decoded = decodeFrame(frame);
    expect(decoded).toMatchObject({ second: new Float64Array([1, 2]) });
    const second: unknown = decoded && typeof decoded === 'object' && Reflect.get(decoded, 'second');
    expect(second).toHaveProperty('buffer', frame.buffer);
    expect(Reflect.get(Object(second), 'byteOffset') % 8).toBe(0);
  });

  it('F5: a frame at any offset of its buffer can be decoded', () => {
    const value = { values: new Float64Array([1, 2, 3]) };
    const frame = encodeFrame(value);
    for (let offset = 0; offset < 9; offset += 1) {
      const buffer = new Uint8Array(frame.byteLength + 16);
      buffer.set(frame, offset);
      expect(decodeFrame(buffer.subarray(offset, offset + frame.byteLength))).toEqual(value);
    }
  });

  it('F6: a view of a part of a buffer sends that part alone', () => {
    const whole = new Float32Array([0, 1, 2, 3, 4, 5]);
    expect(roundTrip({ part: whole.subarray(2, 4) })).toEqual({ part: new Float32Array([2, 3]) });
    expect(roundTrip(Buffer.from('abc'))).toEqual(new Uint8Array([97, 98, 99]));
  });

  it('F7: the value that is sent is left as it was', () => {
    const value = { rows: new Float32Array([1]), list: [Number.NaN] };
    const { rows, list } = value;
    encodeFrame(value);
    expect(value.rows).toBe(rows);
    expect(value.list).toBe(list);
    expect(list).toEqual([Number.NaN]);
  });

  it.each([
    ['a Map', new Map()],
    ['a Date', new Date(0)],
    ['an instance', new (class Figure {})()],
    ['a bigint', 1n],
    ['a function', () => {}],
    ['a symbol', Symbol('x')],
    ['a DataView', new DataView(new ArrayBuffer(8))],
  ])('F8: %s cannot be sent; the error names its place', (_name, item) => {
    expect(() => encodeFrame({ result: [0, item] })).toThrow(
      expect.objectContaining({ code: 'internal', message: expect.stringContaining('result.1') }),
    );
  });

  it('F8: a circle cannot be sent', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(() => encodeFrame(circle)).toThrow(expect.objectContaining({ code: 'internal' }));
  });

  it('F9: frames above the limit are refused on both ends', () => {
    const tooLarge = new Uint8Array(maxFrameBytes);
    expect(() => encodeFrame({ tooLarge })).toThrow(expect.objectContaining({ code: 'protocol-mismatch' }));
    expect(() => decodeFrame(new Uint8Array(maxFrameBytes + 1))).toThrow(
      expect.objectContaining({ code: 'protocol-mismatch' }),
    );
  });

  it.each([
    ['an empty frame', new Uint8Array(0)],
    ['a cut prefix', new Uint8Array([1, 0, 0])],
    ['a cut header', new Uint8Array([9, 0, 0, 0, 91, 93, 0, 0])],
    ['no JSON', frameOf('[nonsense')],
    ['broken UTF-8', new Uint8Array([3, 0, 0, 0, 34, 255, 34, 0])],
    ['another form', frameOf({ value: 1 })],
    ['a list that is none', frameOf([null, { a: 1 }])],
    ['an entry that is none', frameOf([null, [5]])],
    ['an unknown kind', frameOf([null, [[[], 'Float8Array', 0]]])],
    ['an unknown number', frameOf([null, [[[], '12']]])],
    ['a negative length', frameOf([null, [[[], 'Uint8Array', -1]]], 8)],
    ['a fractional length', frameOf([null, [[[], 'Uint8Array', 0.5]]], 8)],
    ['a cut section', frameOf([null, [[[], 'Float32Array', 3]]], 8)],
    ['a path to nowhere', frameOf([{ a: null }, [[['b'], 'Uint8Array', 1]]], 8)],
    ['a path through a value', frameOf([{ a: 'text' }, [[['a', 0], 'Uint8Array', 1]]], 8)],
    ['a place that is taken', frameOf([{ a: 1 }, [[['a'], 'Uint8Array', 1]]], 8)],
    ['a path to a prototype', frameOf([{}, [[['__proto__', 'polluted'], 'NaN']]])],
    ['a path to the end of the prototypes', frameOf([{}, [[['__proto__', '__proto__'], 'NaN']]])],
    ['a path to a constructor', frameOf([{}, [[['constructor', 'prototype', 'x'], 'NaN']]])],
  ])('F10: what cannot have been encoded is refused: %s', (_name, frame) => {
    expect(() => decodeFrame(frame)).toThrow(expect.objectContaining({ code: 'protocol-mismatch' }));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
