import { expect, it } from 'vitest';
import { directionsFrom, paramsOf, placeOf, queryOf, type RetrievePlace, withQuery } from './place.ts';

const empty: RetrievePlace = {
  text: '',
  like: undefined,
  image: undefined,
  direction: undefined,
  mode: 'semantic',
  filter: '',
  model: undefined,
  exact: false,
  collapse: true,
};

it('reads back the address it writes', () => {
  const places: readonly RetrievePlace[] = [
    empty,
    { ...empty, like: 12, direction: 'image-text', mode: 'hybrid', model: 'run:a@3' },
    { ...empty, text: 'lung ct', filter: 'year:2015..2020 -split:test', exact: true, collapse: false },
    { ...empty, image: { grant: 'abcd-efgh', name: 'scan 1.png' } },
  ];
  for (const place of places) expect(placeOf(paramsOf(place))).toEqual(place);
});

it('ignores what it does not know', () => {
  expect(placeOf({ like: '-1', direction: 'up', mode: 'magic', exact: 'yes' })).toEqual(empty);
});

it('keeps filter and model with another query, and drops what belonged to the one before', () => {
  const before = { ...empty, text: 'lung', mode: 'hybrid', filter: 'year>2000', exact: true } as const;
  expect(withQuery(before, { like: 3 })).toEqual({ ...empty, like: 3, filter: 'year>2000' });
  expect(withQuery(before, { text: 'liver' })).toMatchObject({ text: 'liver', mode: 'hybrid', exact: false });
});

it('asks with the image, else the figure, else the words', () => {
  expect(queryOf(empty)).toBeUndefined();
  expect(queryOf({ ...empty, text: '  ' })).toBeUndefined();
  expect(queryOf({ ...empty, text: 'lung' })).toEqual({ kind: 'text', text: 'lung' });
  expect(queryOf({ ...empty, like: 0 })).toEqual({ kind: 'like', figure: 0 });
});

it('offers only directions that begin where the query is', () => {
  expect(directionsFrom('text').every((direction) => direction.startsWith('text'))).toBe(true);
  expect(directionsFrom('image').every((direction) => direction.startsWith('image'))).toBe(true);
  expect(directionsFrom('like')).toHaveLength(4);
});
