import { expect, it } from 'vitest';
import { directionsFrom, paramsOf, placeOf } from './place.ts';

it('reads back the address it writes', () => {
  const place = { text: '', like: 12, direction: 'image-text', mode: 'hybrid', model: 'run:a@3' } as const;
  expect(placeOf(paramsOf(place))).toEqual(place);
  const words = {
    text: 'lung ct',
    like: undefined,
    direction: undefined,
    mode: 'semantic',
    model: undefined,
  } as const;
  expect(placeOf(paramsOf(words))).toEqual(words);
});

it('ignores what it does not know', () => {
  expect(placeOf({ like: '-1', direction: 'up', mode: 'magic' })).toMatchObject({
    like: undefined,
    direction: undefined,
    mode: 'semantic',
  });
});

it('offers only directions that begin where the query is', () => {
  expect(directionsFrom('text').every((direction) => direction.startsWith('text'))).toBe(true);
  expect(directionsFrom('image').every((direction) => direction.startsWith('image'))).toBe(true);
  expect(directionsFrom('like')).toHaveLength(4);
});
