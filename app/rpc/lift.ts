/**
 * Takes out of a value what JSON cannot say, and puts it back. A null stays in its place and the place is noted as
 * a path beside the value, never as a mark inside it, so no data can be mistaken for a mark.
 */
import { FigscopeError } from '../util/error.ts';
import { typedArrayKind, typedArrayName } from './typed-array.ts';

export type Path = readonly (string | number)[];

/** `[path, typed array kind, element count]` or `[path, 'NaN' | 'Infinity' | '-Infinity']`. */
export type Lifted = readonly [path: Path, kind: string, length?: number];

export interface LiftedValue {
  /** What JSON can hold; the very value that was given where nothing had to be lifted out. */
  readonly plain: unknown;
  readonly lifted: readonly Lifted[];
  /** The typed arrays, in the order of `lifted`. */
  readonly sections: readonly ArrayBufferView[];
}

const maxDepth = 100;

/** @throws FigscopeError `internal` for what cannot be sent: class instances, Map, Date, bigint, functions, cycles. */
export function liftOut(value: unknown): LiftedValue {
  const lifted: Lifted[] = [];
  const sections: ArrayBufferView[] = [];
  // One path that grows and shrinks with the walk: a new one for every number of a long list would cost more than
  // the list.
  const path: (string | number)[] = [];

  function visit(item: unknown): unknown {
    switch (typeof item) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return item;
      case 'number':
        if (Number.isFinite(item)) return item;
        lifted.push([[...path], String(item)]);
        return null;
      case 'object':
        return item === null ? null : visitObject(item);
      default:
        throw unsendable(path, `a ${typeof item}`);
    }
  }

  function visitObject(item: object): unknown {
    if (path.length > maxDepth) throw unsendable(path.slice(0, 5), 'nested too deeply, or in a circle');
    if (ArrayBuffer.isView(item)) return visitView(item);
    if (!Array.isArray(item) && !isPlain(item)) throw unsendable(path, `a ${item.constructor.name}`);
    let copy: object | undefined;
    const keys = Array.isArray(item) ? item.keys() : Object.keys(item);
    for (const key of keys) {
      const child: unknown = Reflect.get(item, key);
      path.push(key);
      const plain = visit(child);
      path.pop();
      if (plain === child) continue;
      copy ??= Array.isArray(item) ? [...item] : { ...item };
      Reflect.set(copy, key, plain);
    }
    return copy ?? item;
  }

  function visitView(view: ArrayBufferView): null {
    const name = typedArrayName(view);
    const kind = name === undefined ? undefined : typedArrayKind(name);
    if (name === undefined || !kind) throw unsendable(path, 'a DataView');
    lifted.push([[...path], name, view.byteLength / kind.bytesPerElement]);
    sections.push(view);
    return null;
  }

  return { plain: visit(value), lifted, sections };
}

/** Objects of another realm count as plain too, so the test is the length of the prototype chain. */
function isPlain(item: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(item);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function unsendable(path: Path, what: string): FigscopeError {
  const place = path.join('.');
  return new FigscopeError('internal', {
    message: `A value cannot be sent: ${place === '' ? 'it' : place} is ${what}.`,
    facts: { path: place },
  });
}

/**
 * Puts a lifted part back where a null holds its place.
 * Only own properties are followed: a hostile path must not reach a prototype.
 * @param root the value in a list of one, so that the value itself can be replaced.
 * @returns false when there is no such place.
 */
export function putBack(root: unknown[], path: Path, part: unknown): boolean {
  let holder: object = root;
  let key: string | number = 0;
  for (const step of path) {
    const next: unknown = Object.hasOwn(holder, key) ? Reflect.get(holder, key) : undefined;
    if (typeof next !== 'object' || next === null || ArrayBuffer.isView(next)) return false;
    holder = next;
    key = step;
  }
  if (!Object.hasOwn(holder, key) || Reflect.get(holder, key) !== null) return false;
  return Reflect.set(holder, key, part);
}
