/**
 * What the pickle of a torch file can hold here: plain data, containers, tensors and the storages behind them.
 * Lists and dictionaries are shared where the pickle shares them, so nothing grows beyond the pickle's own size.
 */
import type { StoredType } from '#app/ml/tensor-file-header.ts';

export type PickleKey = string | number | bigint | boolean | null;

export type PickleValue =
  | PickleKey
  | Uint8Array
  | PickleSequence
  | PickleDict
  | PickleName
  | TorchStorage
  | TorchTensor
  | Inert;

/** Sets are lists here: nothing that is read depends on the difference. */
export interface PickleSequence {
  readonly kind: 'list' | 'tuple';
  readonly items: PickleValue[];
}

export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<PickleKey, PickleValue>;
}

/** A class or function that the table of torch-names.ts allows; it is a word, nothing was imported. */
export interface PickleName {
  readonly kind: 'name';
  readonly name: string;
}

/** The bytes of one or more tensors, by key; they stay in the file. */
export interface TorchStorage {
  readonly kind: 'storage';
  readonly key: string;
  /** Undefined: raw bytes, whose type the tensor gives. */
  readonly type: StoredType | undefined;
  /** Of that type; bytes where there is none. */
  readonly elements: number;
}

/** A view of a storage, as torch describes it. Offset and strides are in elements. */
export interface TorchTensor {
  readonly kind: 'tensor';
  readonly storage: TorchStorage;
  readonly type: StoredType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Something that honest files hold and weights do not need: a dtype, a device, a number of numpy. */
export interface Inert {
  readonly kind: 'inert';
  readonly name: string;
}

type Tagged = Exclude<PickleValue, PickleKey | Uint8Array>;

export function isTagged(value: PickleValue): value is Tagged {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

export function isDict(value: PickleValue | undefined): value is PickleDict {
  return value !== undefined && isTagged(value) && value.kind === 'dict';
}

export function isTensor(value: PickleValue | undefined): value is TorchTensor {
  return value !== undefined && isTagged(value) && value.kind === 'tensor';
}

export function isKey(value: PickleValue): value is PickleKey {
  return value === null || typeof value !== 'object';
}

/** What a value is, in a word or two, for messages. */
export function kindOf(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Uint8Array) return 'bytes';
  if (value === null) return 'None';
  return typeof value === 'object' ? ('name' in value ? value.name : `a ${value.kind}`) : `a ${typeof value}`;
}
