/** Finds the tensors of a model in what a torch file holds: the state dict itself, or a training checkpoint around it. */
import {
  isDict,
  isTensor,
  kindOf,
  type PickleDict,
  type PickleValue,
  type TorchTensor,
} from './pickle-values.ts';
import { notRead, shown } from './torch-error.ts';

/** Where checkpoints keep the state dict; open_clip's are { epoch, name, state_dict, optimizer }. */
const wrappers = ['state_dict', 'model_state_dict', 'model'];

/** What wrappers around a model put before its names: DistributedDataParallel and torch.compile. */
const prefixes = ['module.', '_orig_mod.'];

/** By their names in the model. Throws unsupported when the file holds no tensors by name. */
export function stateDict(root: PickleValue): Map<string, TorchTensor> {
  const dict = innermost(root);
  const tensors = new Map<string, TorchTensor>();
  for (const [name, value] of dict?.entries ?? []) {
    if (typeof name === 'string' && isTensor(value)) tensors.set(name, value);
  }
  if (tensors.size > 0) return withoutPrefixes(tensors);
  const keys = [...(dict?.entries.keys() ?? [])].slice(0, 8).map((key) => shown(String(key)));
  throw notRead(
    keys.length > 0
      ? `The torch file holds no tensors by name; it has ${keys.join(', ')}.`
      : `The torch file holds ${kindOf(root)} and no tensors by name.`,
    "Save the model's state_dict: torch.save(model.state_dict(), path).",
    { keys },
  );
}

function innermost(root: PickleValue): PickleDict | undefined {
  if (!isDict(root)) return undefined;
  for (const wrapper of wrappers) {
    const inside = root.entries.get(wrapper);
    if (isDict(inside)) return inside;
  }
  return root;
}

function withoutPrefixes(tensors: Map<string, TorchTensor>): Map<string, TorchTensor> {
  const prefix = prefixes.find((candidate) =>
    [...tensors.keys()].every((name) => name.startsWith(candidate)),
  );
  if (prefix === undefined) return tensors;
  return withoutPrefixes(new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor])));
}
