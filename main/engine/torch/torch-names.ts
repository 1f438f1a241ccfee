/**
 * Every name of Python that a torch file may use, and what it stands for here. None of them is imported or called:
 * the table says which data a use of the name makes. What is not in it is refused by its name.
 */
import type { StoredType } from '#app/ml/tensor-file-header.ts';
import type { PickleValue, TorchStorage } from './pickle-values.ts';
import { rebuildParameter, rebuildTensor, rebuildTypedTensor } from './rebuild-tensor.ts';
import { notRead, refused, shown } from './torch-error.ts';

export type NameRule =
  | { readonly kind: 'storage'; readonly type: StoredType | undefined }
  | { readonly kind: 'type'; readonly type: StoredType | undefined }
  /** A function or class that is called with arguments and gives data. */
  | { readonly kind: 'call'; readonly make: (args: readonly PickleValue[]) => PickleValue }
  /** Called or not, it gives something that nobody reads. */
  | { readonly kind: 'inert' };

const storages: Readonly<Record<string, TorchStorage['type']>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

const types: Readonly<Record<string, StoredType>> = {
  float64: 'F64',
  double: 'F64',
  float32: 'F32',
  float: 'F32',
  float16: 'F16',
  half: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  long: 'I64',
  int32: 'I32',
  int: 'I32',
  int16: 'I16',
  short: 'I16',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
};

/**
 * The learning rate in the optimizer state of an open_clip checkpoint is a number of numpy, which comes with its
 * dtype and its bytes (`_codecs.encode` in protocol 2).
 */
const inert = [
  'torch.Size',
  'torch.device',
  'torch.serialization._get_layout',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray.scalar',
  'numpy.dtype',
  '_codecs.encode',
];

const rules: ReadonlyMap<string, NameRule> = new Map<string, NameRule>([
  ['collections.OrderedDict', { kind: 'call', make: emptyDict }],
  ['torch._utils._rebuild_tensor', { kind: 'call', make: rebuildTensor }],
  ['torch._utils._rebuild_tensor_v2', { kind: 'call', make: rebuildTensor }],
  ['torch._utils._rebuild_tensor_v3', { kind: 'call', make: (args) => rebuildTypedTensor(args, typeNamed) }],
  ['torch._utils._rebuild_parameter', { kind: 'call', make: rebuildParameter }],
  ['torch._utils._rebuild_parameter_with_state', { kind: 'call', make: rebuildParameter }],
  ['torch.storage.UntypedStorage', { kind: 'storage', type: undefined }],
  ...Object.entries(storages).flatMap(([name, type]): [string, NameRule][] => [
    [`torch.${name}`, { kind: 'storage', type }],
    [`torch.storage.${name}`, { kind: 'storage', type }],
  ]),
  ...Object.entries(types).map(([name, type]): [string, NameRule] => [
    `torch.${name}`,
    { kind: 'type', type },
  ]),
  ...inert.map((name): [string, NameRule] => [name, { kind: 'inert' }]),
]);

/** Tensors of kinds that no model here has: complex, sparse, quantised, 8-bit floating point. */
const otherTensors = /^torch\.(\w+Storage|(u?int|quint|qint|float|complex|bits)\d\w*|_utils\._rebuild_\w+)$/;

/** Throws for every name that is not in the table, naming it: invalid-input, or unsupported for a kind of tensor. */
export function nameRule(name: string): NameRule {
  const rule = rules.get(name);
  if (rule === undefined && otherTensors.test(name)) {
    throw notRead(
      `The torch file has tensors of a kind that is not read here: ${name}.`,
      'Convert them to float32 and save the state_dict again.',
      { target: name },
    );
  }
  if (rule === undefined) throw refused(`asks Python for ${shown(name)}`, shown(name));
  return rule;
}

function typeNamed(name: string): StoredType | undefined {
  const rule = nameRule(name);
  return rule.kind === 'type' ? rule.type : undefined;
}

/** Python fills an OrderedDict with opcodes of its own; arguments would let a short file grow without end. */
function emptyDict(args: readonly PickleValue[]): PickleValue {
  if (args.length > 0) throw refused('fills an OrderedDict by a call', 'collections.OrderedDict');
  return { kind: 'dict', entries: new Map() };
}
