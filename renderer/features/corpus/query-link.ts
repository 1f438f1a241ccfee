/** The view's part of the address: query, filter, order, layout, place in the view and the open figure. Round trips exactly. */
import { type CorpusQuery, type Sort, sortFields } from '#app/domain/corpus.ts';
import type { Route } from '#renderer/stores/route.ts';

export interface CorpusPlace {
  readonly query: CorpusQuery;
  /** Row id of the open figure. */
  readonly figure: number | undefined;
  /** Which item of the view is looked at, 0-based; the address counts from 1. */
  readonly at: number;
  /** Undefined: as this window showed it last. */
  readonly layout: Layout | undefined;
}

export const layouts = ['grid', 'list'] as const;
export type Layout = (typeof layouts)[number];

export const emptyPlace: CorpusPlace = {
  query: { text: '', filter: '' },
  figure: undefined,
  at: 0,
  layout: undefined,
};

/** Reads what an address asks for; parts that make no sense are as if they were not there. */
export function placeOf(params: Route['params']): CorpusPlace {
  const sort = parseSort(params['sort']);
  const figure = Number(params['figure'] ?? Number.NaN);
  const at = Number(params['at'] ?? 1);
  return {
    query: {
      text: params['q'] ?? '',
      filter: params['filter'] ?? '',
      ...(sort ? { sort } : {}),
    },
    figure: Number.isInteger(figure) && figure >= 0 ? figure : undefined,
    at: Number.isInteger(at) && at >= 1 ? at - 1 : 0,
    layout: layouts.find((layout) => layout === params['layout']),
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
      ...(place.layout === undefined ? {} : { layout: place.layout }),
      ...(place.at === 0 ? {} : { at: String(place.at + 1) }),
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

/** The same for equal queries. */
export const queryKey = ({ text, filter, sort }: CorpusQuery): string =>
  JSON.stringify([text, filter, sort ? formatSort(sort) : '']);
