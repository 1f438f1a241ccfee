/** The address of a search: `#/retrieve/sample?q=...&direction=text-image`, `?like=12`. */
import { directions, type Direction, type SearchQuery } from '#app/domain/search.ts';

export interface RetrievePlace {
  readonly text: string;
  /** Row id of the figure to search with. */
  readonly like: number | undefined;
  readonly direction: Direction | undefined;
  readonly mode: 'semantic' | 'lexical' | 'hybrid';
  readonly model: string | undefined;
}

export function placeOf(params: Readonly<Record<string, string>>): RetrievePlace {
  const like = Number(params['like'] || Number.NaN);
  const mode = params['mode'];
  return {
    text: params['q'] ?? '',
    like: Number.isInteger(like) && like >= 0 ? like : undefined,
    direction: directions.find((direction) => direction === params['direction']),
    mode: mode === 'lexical' || mode === 'hybrid' ? mode : 'semantic',
    model: params['model'] || undefined,
  };
}

export function paramsOf(place: RetrievePlace): Record<string, string> {
  return {
    q: place.like === undefined ? place.text : '',
    like: place.like === undefined ? '' : String(place.like),
    direction: place.direction ?? '',
    mode: place.mode === 'semantic' ? '' : place.mode,
    model: place.model ?? '',
  };
}

/** Directions that can start from a query of that kind. */
export function directionsFrom(kind: SearchQuery['kind']): readonly Direction[] {
  if (kind === 'text') return ['text-image', 'text-text'];
  if (kind === 'image') return ['image-image', 'image-text'];
  return ['image-image', 'image-text', 'text-image', 'text-text'];
}
