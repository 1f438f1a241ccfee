/**
 * The address of a search: `#/retrieve/sample?q=...&direction=text-image&filter=year%3E2015&exact=1`, `?like=12`,
 * `?image=<grant>&name=scan.png` for an image that was handed over (it stays as long as the host runs).
 */
import { directions, type Direction, type SearchQuery } from '#app/domain/search.ts';

export interface QueryImage {
  readonly grant: string;
  readonly name: string;
}

export interface RetrievePlace {
  readonly text: string;
  /** Row id of the figure to search with. */
  readonly like: number | undefined;
  readonly image: QueryImage | undefined;
  readonly direction: Direction | undefined;
  readonly mode: 'semantic' | 'lexical' | 'hybrid';
  readonly filter: string;
  readonly model: string | undefined;
  /** Compare with everything, also where an index would answer. */
  readonly exact: boolean;
  readonly collapse: boolean;
}

export function placeOf(params: Readonly<Record<string, string>>): RetrievePlace {
  const like = Number(params['like'] || Number.NaN);
  const mode = params['mode'];
  const grant = params['image'];
  return {
    text: params['q'] ?? '',
    like: Number.isInteger(like) && like >= 0 ? like : undefined,
    image: grant ? { grant, name: params['name'] || 'an image' } : undefined,
    direction: directions.find((direction) => direction === params['direction']),
    mode: mode === 'lexical' || mode === 'hybrid' ? mode : 'semantic',
    filter: params['filter'] ?? '',
    model: params['model'] || undefined,
    exact: params['exact'] === '1',
    collapse: params['copies'] !== 'apart',
  };
}

export function paramsOf(place: RetrievePlace): Record<string, string> {
  const query: Record<string, string> = place.image
    ? { image: place.image.grant, name: place.image.name }
    : place.like === undefined
      ? { q: place.text }
      : { like: String(place.like) };
  return {
    ...query,
    direction: place.direction ?? '',
    mode: place.mode === 'semantic' ? '' : place.mode,
    filter: place.filter,
    model: place.model ?? '',
    exact: place.exact ? '1' : '',
    copies: place.collapse ? '' : 'apart',
  };
}

/** Another query in the same corpus, filter and model; what belonged to the query before goes with it. */
export const withQuery = (
  place: RetrievePlace,
  query: Partial<Pick<RetrievePlace, 'text' | 'like' | 'image' | 'direction' | 'mode'>>,
): RetrievePlace => ({
  ...place,
  text: '',
  like: undefined,
  image: undefined,
  direction: undefined,
  ...(query.text === undefined ? { mode: 'semantic' } : {}),
  exact: false,
  ...query,
});

export function queryOf({ image, like, text }: RetrievePlace): SearchQuery | undefined {
  if (image) return { kind: 'image', source: { kind: 'grant', id: image.grant } };
  if (like !== undefined) return { kind: 'like', figure: like };
  return text.trim() === '' ? undefined : { kind: 'text', text };
}

/** Directions that can start from a query of that kind. */
export function directionsFrom(kind: SearchQuery['kind']): readonly Direction[] {
  if (kind === 'text') return ['text-image', 'text-text'];
  if (kind === 'image') return ['image-image', 'image-text'];
  return ['image-image', 'image-text', 'text-image', 'text-text'];
}
