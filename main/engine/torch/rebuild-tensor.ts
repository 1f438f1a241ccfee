/** Tensors from the arguments that torch saved for its own functions, every one of them checked. */
import type { StoredType } from '#app/ml/tensor-file-header.ts';
import { isDict, isTagged, isTensor, kindOf, type PickleValue, type TorchTensor } from './pickle-values.ts';
import { damaged, notRead } from './torch-error.ts';

/** No tensor of a model has as many dimensions, and no index may become one of its own. */
const MOST_DIMENSIONS = 16;

/** torch._utils._rebuild_tensor and _v2: (storage, offset, size, stride, requires_grad, hooks, metadata?). */
export function rebuildTensor(args: readonly PickleValue[]): TorchTensor {
  const [storage] = args;
  const type =
    storage !== undefined && isTagged(storage) && storage.kind === 'storage' ? storage.type : undefined;
  if (type === undefined)
    throw damaged(`a tensor lies in ${kindOf(storage)} and not in a storage of numbers`);
  const metadata = args[6];
  if (isDict(metadata) && metadata.entries.size > 0) {
    throw notRead(
      'The torch file has tensors that are negated or conjugated views, which are not read here.',
      'Save them with .contiguous() or .resolve_neg() called on each.',
    );
  }
  return tensorView(args, type);
}

/** torch._utils._rebuild_tensor_v3: raw bytes, whose type is the seventh argument. */
export function rebuildTypedTensor(
  args: readonly PickleValue[],
  typeNamed: (name: string) => StoredType | undefined,
): TorchTensor {
  const named = args[6];
  const type =
    named !== undefined && isTagged(named) && named.kind === 'name' ? typeNamed(named.name) : undefined;
  if (type === undefined) throw damaged(`the type of a tensor is ${kindOf(named)}`);
  return tensorView(args, type);
}

/** torch._utils._rebuild_parameter and _with_state: (data, requires_grad, hooks, state?). */
export function rebuildParameter([data]: readonly PickleValue[]): TorchTensor {
  if (!isTensor(data)) throw damaged(`a parameter is made of ${kindOf(data)}`);
  return data;
}

function tensorView([storage, offset, size, stride]: readonly PickleValue[], type: StoredType): TorchTensor {
  if (storage === undefined || !isTagged(storage) || storage.kind !== 'storage') {
    throw damaged(`a tensor lies in ${kindOf(storage)}`);
  }
  const shape = counts('shape', size);
  const strides = counts('strides', stride);
  if (shape.length !== strides.length) {
    throw damaged(`a tensor has ${shape.length} dimensions and ${strides.length} strides`);
  }
  return { kind: 'tensor', storage, type, shape, strides, offset: count('offset', offset) };
}

function counts(what: string, value: PickleValue | undefined): readonly number[] {
  if (
    value === undefined ||
    !isTagged(value) ||
    value.kind !== 'tuple' ||
    value.items.length > MOST_DIMENSIONS
  ) {
    throw damaged(`a tensor has no valid ${what}`);
  }
  return value.items.map((item) => count(what, item));
}

function count(what: string, value: PickleValue | undefined): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw damaged(`a tensor has ${typeof value === 'object' ? kindOf(value) : String(value)} in its ${what}`);
}
