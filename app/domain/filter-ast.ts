/** A filter as a tree. It is built with `join` and `negate`, which keep it in canonical form. */
import type { FilterField, NumericField } from './filter-fields.ts';

export type Filter =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly children: readonly Filter[] }
  | { readonly kind: 'not'; readonly child: Filter }
  /** The field has one of these values. */
  | { readonly kind: 'values'; readonly field: FilterField; readonly values: readonly string[] }
  /** Both ends are included; an absent end is open. Rows without the number are outside. */
  | {
      readonly kind: 'range';
      readonly field: NumericField;
      readonly from?: number;
      readonly to?: number;
    };

export const everything: Filter = { kind: 'all' };

/** All (or any) of the children; nested ones of the same kind are taken in, a single one stays itself. */
export function join(kind: 'and' | 'or', children: readonly Filter[]): Filter {
  const flat = children.flatMap((child) => (child.kind === kind ? child.children : [child]));
  return flat.length === 1 && flat[0] ? flat[0] : { kind, children: flat };
}

/** The opposite; a double negation cancels out. */
export function negate(child: Filter): Filter {
  return child.kind === 'not' ? child.child : { kind: 'not', child };
}
