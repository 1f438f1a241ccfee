/** The kinds of typed array that travel in frames, by the name they have there. */

/** Any typed array; DataView and bare buffers do not travel. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

interface TypedArrayKind {
  readonly bytesPerElement: number;
  /** A view of `length` elements, not a copy. */
  readonly view: (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayBufferView;
}

const kindOf = (constructor: {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): ArrayBufferView;
}): TypedArrayKind => ({
  bytesPerElement: constructor.BYTES_PER_ELEMENT,
  view: (buffer, byteOffset, length) => new constructor(buffer, byteOffset, length),
});

const kinds = new Map<string, TypedArrayKind>([
  ['Int8Array', kindOf(Int8Array)],
  ['Uint8Array', kindOf(Uint8Array)],
  ['Uint8ClampedArray', kindOf(Uint8ClampedArray)],
  ['Int16Array', kindOf(Int16Array)],
  ['Uint16Array', kindOf(Uint16Array)],
  ['Int32Array', kindOf(Int32Array)],
  ['Uint32Array', kindOf(Uint32Array)],
  ['Float32Array', kindOf(Float32Array)],
  ['Float64Array', kindOf(Float64Array)],
  ['BigInt64Array', kindOf(BigInt64Array)],
  ['BigUint64Array', kindOf(BigUint64Array)],
]);

// Node 22 has no Float16Array; the library that TypeScript compiles against does not know it either.
const float16: unknown = Reflect.get(globalThis, 'Float16Array');
if (typeof float16 === 'function') {
  kinds.set('Float16Array', {
    bytesPerElement: 2,
    view: (buffer, byteOffset, length) => Reflect.construct(float16, [buffer, byteOffset, length]),
  });
}

/** The kind named in a frame; undefined for a name this runtime does not have. */
export const typedArrayKind = (name: string): TypedArrayKind | undefined => kinds.get(name);

/** The name under which a view travels; undefined for DataView. A Node Buffer travels as Uint8Array. */
export function typedArrayName(view: ArrayBufferView): string | undefined {
  const tag: unknown = Reflect.get(view, Symbol.toStringTag);
  return typeof tag === 'string' && kinds.has(tag) ? tag : undefined;
}
