/**
 * Which figures are selected: some by id, or all that match with exceptions. Ids of all that match are never listed
 * here: there may be fifteen million. Pure.
 */
import { addTerms } from './filter-edit.ts';

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

/** Numbers and ranges that an export of a selection is written with, at most: what a filter is still read quickly with. */
export const exportedRangesAtMost = 2000;

/** The selection as a filter of the grammar, beside the filter of its view; undefined when it has too many parts. */
export function filterOfSelection(selection: Selection, filter: string): string | undefined {
  const ids = selection.kind === 'some' ? selection.ids : selection.except;
  const ranges = rangesOf(ids);
  if (ranges.length > exportedRangesAtMost) return undefined;
  if (selection.kind === 'some') return `row:${ranges.join(',')}`;
  return ranges.length === 0 ? filter : addTerms(filter, `-row:${ranges.join(',')}`);
}

/** `3,4,5,9` -> `3..5`, `9`. */
function rangesOf(ids: ReadonlySet<number>): readonly string[] {
  const sorted = Uint32Array.from(ids).sort();
  const ranges: string[] = [];
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end += 1;
    ranges.push(end === at ? `${sorted[at]}` : `${sorted[at]}..${sorted[end]}`);
    at = end + 1;
  }
  return ranges;
}

function withMember(set: ReadonlySet<number>, id: number, member: boolean): ReadonlySet<number> {
  const next = new Set(set);
  if (member) next.add(id);
  else next.delete(id);
  return next;
}
