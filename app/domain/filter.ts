/**
 * The filter grammar, the same in the query bar, in links, exports and on the command line:
 *
 *     year>=2015 license:CC-BY,CC0 -status:rejected (modality:mri OR tag:"needs review") year:2010..2020
 *
 * Terms side by side must all hold, `,` means any of, `OR` joins weaker than a space, `-` negates.
 * `row:12,100..120` names rows by their ids, as a selection by hand does; ids last as long as the corpus.
 */
import { everything, join, negate, type Filter } from './filter-ast.ts';
import { filterError, normaliseValue, type FilterField } from './filter-fields.ts';
import { termFilter } from './filter-terms.ts';
import { filterTokens } from './filter-tokens.ts';

export type { Filter } from './filter-ast.ts';

const deepestNesting = 100;

/**
 * Reads a filter; empty text matches all. Throws invalid-input with the place (`facts.position`, 0-based) and the
 * valid fields or values.
 */
export function parseFilter(text: string): Filter {
  const tokens = filterTokens(text);
  let next = 0;

  function alternatives(depth: number): Filter {
    if (depth > deepestNesting) {
      throw filterError(
        tokens[next]?.position ?? text.length,
        'it is nested too deeply.',
        'Use fewer parentheses.',
      );
    }
    const children = [conjunction(depth)];
    while (tokens[next]?.kind === 'or') {
      next += 1;
      children.push(conjunction(depth));
    }
    return join('or', children);
  }

  function conjunction(depth: number): Filter {
    const children = [operand(depth)];
    for (;;) {
      const kind = tokens[next]?.kind;
      if (kind === 'and') next += 1;
      else if (kind === undefined || kind === 'or' || kind === 'close') break;
      children.push(operand(depth));
    }
    return join('and', children);
  }

  function operand(depth: number): Filter {
    const token = tokens[next];
    next += 1;
    switch (token?.kind) {
      case 'term':
        return termFilter(token);
      case 'minus':
        if (depth > deepestNesting)
          throw filterError(token.position, 'it is nested too deeply.', 'Use fewer signs.');
        return negate(operand(depth + 1));
      case 'open': {
        const inner = alternatives(depth + 1);
        if (tokens[next]?.kind !== 'close') {
          throw filterError(token.position, 'the parenthesis is not closed.', 'Close it with a ")".');
        }
        next += 1;
        return inner;
      }
      default:
        throw filterError(
          token?.position ?? text.length,
          'a condition is missing.',
          'Write field:value there, for example split:test.',
        );
    }
  }

  if (tokens.length === 0) return everything;
  const filter = alternatives(0);
  const rest = tokens[next];
  if (rest)
    throw filterError(rest.position, 'there is no "(" for this ")".', 'Remove it, or open one before it.');
  return filter;
}

/** Canonical text of a filter: `parseFilter(formatFilter(f))` is `f` again for every `f` that a text can give. */
export function formatFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'all':
      return '';
    case 'and':
      return filter.children
        .map((child) => (child.kind === 'or' ? `(${formatFilter(child)})` : formatFilter(child)))
        .join(' ');
    case 'or':
      return filter.children.map(formatFilter).join(' OR ');
    case 'not': {
      const inner = formatFilter(filter.child);
      return filter.child.kind === 'and' || filter.child.kind === 'or' ? `-(${inner})` : `-${inner}`;
    }
    case 'values':
      return `${filter.field}:${filter.values.map(formatValue).join(',')}`;
    case 'range':
      if (filter.from !== undefined && filter.to !== undefined)
        return `${filter.field}:${filter.from}..${filter.to}`;
      return filter.from === undefined ? `${filter.field}<=${filter.to}` : `${filter.field}>=${filter.from}`;
  }
}

/** A value as the grammar writes it: quoted where it must be. */
export function formatValue(value: string): string {
  if (/^[^\s"(),\\]+$/u.test(value)) return value;
  return `"${value.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`;
}

function conjuncts(filter: Filter): readonly Filter[] {
  if (filter.kind === 'all') return [];
  return filter.kind === 'and' ? filter.children : [filter];
}

function conjunctionOf(children: readonly Filter[]): Filter {
  return children.length === 0 ? everything : join('and', children);
}

/** True when every condition of the filter is about this field. */
function concernsOnly(filter: Filter, field: FilterField): boolean {
  switch (filter.kind) {
    case 'all':
      return false;
    case 'and':
    case 'or':
      return filter.children.every((child) => concernsOnly(child, field));
    case 'not':
      return concernsOnly(filter.child, field);
    case 'values':
    case 'range':
      return filter.field === field;
  }
}

/** The filter without its top-level conditions on `field`: what the counts of that facet are taken over. */
export function filterWithout(filter: Filter, field: FilterField): Filter {
  return conjunctionOf(conjuncts(filter).filter((child) => !concernsOnly(child, field)));
}

/** The values that the filter selects of a facet; empty when it selects none or says something else about it. */
export function facetSelection(filterText: string, field: FilterField): readonly string[] {
  const own = conjuncts(parseFilter(filterText)).filter((child) => concernsOnly(child, field));
  const [only, other] = own;
  return only?.kind === 'values' && !other ? only.values : [];
}

/**
 * The filter text with exactly these values selected of a facet, in place of all it said about that field; no values
 * clears it. Throws invalid-input when the text or a value is not of the grammar.
 */
export function setFacet(filterText: string, field: FilterField, values: readonly string[]): string {
  const chosen = [...new Set(values.map((value) => normaliseValue(field, value, 0)))];
  const replacement: readonly Filter[] =
    chosen.length === 0 ? [] : [{ kind: 'values', field, values: chosen }];
  const children = conjuncts(parseFilter(filterText));
  const place = children.findIndex((child) => concernsOnly(child, field));
  const kept = children.filter((child) => !concernsOnly(child, field));
  const at =
    place < 0 ? kept.length : children.slice(0, place).filter((child) => !concernsOnly(child, field)).length;
  return formatFilter(conjunctionOf([...kept.slice(0, at), ...replacement, ...kept.slice(at)]));
}

/** Every field that the filter mentions. */
export function filterFieldsOf(filter: Filter): ReadonlySet<FilterField> {
  const fields = new Set<FilterField>();
  const visit = (part: Filter): void => {
    if ('children' in part) part.children.forEach(visit);
    else if ('child' in part) visit(part.child);
    else if ('field' in part) fields.add(part.field);
  };
  visit(filter);
  return fields;
}
