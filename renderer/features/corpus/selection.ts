/**
 * Which figures are selected: some by id, or all that match with exceptions. Ids of all that match are never listed
 * here: there may be fifteen million. Pure.
 */

export type Selection =
  | { readonly kind: 'some'; readonly ids: ReadonlySet<number> }
  /** Every figure of the view, `total` of them, but not these. */
  | { readonly kind: 'all'; readonly total: number; readonly except: ReadonlySet<number> };

/** Figures that are selected one by one, and exceptions, at most. */
export const listedAtMost = 1_000_000;

export const noSelection: Selection = { kind: 'some', ids: new Set() };

export const allOf = (total: number): Selection => ({ kind: 'all', total, except: new Set() });

export const isSelected = (selection: Selection, id: number): boolean =>
  selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id);

export const selectedCount = (selection: Selection): number =>
  selection.kind === 'some' ? selection.ids.size : Math.max(0, selection.total - selection.except.size);

export function toggled(selection: Selection, id: number): Selection {
  const selected = isSelected(selection, id);
  if (selection.kind === 'some') return { kind: 'some', ids: withMember(selection.ids, id, !selected) };
  const except = withMember(selection.except, id, selected);
  return except.size >= selection.total ? noSelection : { ...selection, except };
}

/** The selection with all of these figures in it. */
export function added(selection: Selection, ids: Iterable<number>): Selection {
  if (selection.kind === 'some') return { kind: 'some', ids: new Set([...selection.ids, ...ids]) };
  const except = new Set(selection.except);
  for (const id of ids) except.delete(id);
  return { ...selection, except };
}

function withMember(set: ReadonlySet<number>, id: number, member: boolean): ReadonlySet<number> {
  const next = new Set(set);
  if (member) next.add(id);
  else next.delete(id);
  return next;
}
