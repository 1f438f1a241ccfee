/** The view's part of the address: query, filter, order and the open figure. Round trips exactly. */
import { type CorpusQuery, type Sort, sortFields } from '#app/domain/corpus.ts';
import type { Route } from '#renderer/stores/route.ts';

export interface CorpusPlace {
  readonly query: CorpusQuery;
  /** Row id of the open figure. */
  readonly figure: number | undefined;
}

/** Reads what an address asks for; parts that make no sense are as if they were not there. */
export function placeOf(params: Route['params']): CorpusPlace {
  const sort = parseSort(params['sort']);
  const figure = Number(params['figure'] ?? Number.NaN);
  return {
    query: {
      text: params['q'] ?? '',
      filter: params['filter'] ?? '',
      ...(sort ? { sort } : {}),
    },
    figure: Number.isInteger(figure) && figure >= 0 ? figure : undefined,
  };
}

/** The address of a place in a corpus. */
export function routeOf(corpus: string | undefined, place: CorpusPlace): Route {
  const { text, filter, sort } = place.query;
  return {
    view: 'corpus',
    subject: corpus,
    params: {
      ...(text === '' ? {} : { q: text }),
      ...(filter === '' ? {} : { filter }),
      ...(sort ? { sort: formatSort(sort) } : {}),
      ...(place.figure === undefined ? {} : { figure: String(place.figure) }),
    },
  };
}

export const formatSort = (sort: Sort): string => `${sort.field}:${sort.direction}`;

export function parseSort(text: string | undefined): Sort | undefined {
  const [name, direction] = (text ?? '').split(':');
  const field = sortFields.find((candidate) => candidate === name);
  if (!field || (direction !== 'asc' && direction !== 'desc')) return undefined;
  return { field, direction };
}
