/** What the opcodes of a pickle that would run code in Python do here: make data by the table of names, or refuse. */
import { isDict, isTagged, kindOf, type PickleValue, type TorchStorage } from './pickle-values.ts';
import { nameRule } from './torch-names.ts';
import { damaged, refused, shown } from './torch-error.ts';

/** What a call of an allowed name makes. Everything else that a pickle may call is refused by its name. */
export function callName(callee: PickleValue, args: readonly PickleValue[]): PickleValue {
  if (!isTagged(callee) || callee.kind !== 'name') {
    throw refused(`calls ${shown(kindOf(callee))}`, shown(kindOf(callee)));
  }
  const rule = nameRule(callee.name);
  if (rule.kind === 'call') return rule.make(args);
  if (rule.kind === 'inert') return { kind: 'inert', name: callee.name };
  throw refused(`calls ${callee.name}`, callee.name);
}

/**
 * Python would call __setstate__, or set attributes. A state_dict carries `_metadata` that way, a number of numpy its
 * layout; neither is read, and nothing else may be given a state.
 */
export function setState(target: PickleValue): void {
  if (isDict(target) || (isTagged(target) && target.kind === 'inert')) return;
  throw refused(`sets the state of ${shown(kindOf(target))}`, shown(kindOf(target)));
}

/** ('storage', class, key, device, elements, view?): torch.save's persistent id. */
export function storageNamed(id: PickleValue): TorchStorage {
  const [word, named, key, , elements, view] = isTagged(id) && id.kind === 'tuple' ? id.items : [];
  if (word !== 'storage' || typeof key !== 'string' || named === undefined) {
    throw damaged('its pickle refers to something that is no storage');
  }
  const rule = isTagged(named) && named.kind === 'name' ? nameRule(named.name) : undefined;
  if (rule?.kind !== 'storage') throw damaged(`a storage is of class ${kindOf(named)}`);
  if (typeof elements !== 'number' || !Number.isSafeInteger(elements) || elements < 0) {
    throw damaged(
      `a storage has ${typeof elements === 'object' ? kindOf(elements) : String(elements)} elements`,
    );
  }
  if (view !== undefined && view !== null)
    throw damaged('it has storages inside storages, as torch 0.3 wrote them');
  return { kind: 'storage', key, type: rule.type, elements };
}
