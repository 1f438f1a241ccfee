import { expect, it } from 'vitest';
import { formatHash, parseHash } from '#renderer/stores/route.ts';
import { type CorpusPlace, emptyPlace, placeOf, routeOf } from './query-link.ts';

const throughAddress = (place: CorpusPlace): CorpusPlace =>
  placeOf(parseHash(formatHash(routeOf('sample', place))).params);

it('brings every place back from its address', () => {
  const places: readonly CorpusPlace[] = [
    emptyPlace,
    { ...emptyPlace, query: { text: 'lung & "left side" #1 100%', filter: '' }, figure: 0, layout: 'list' },
    {
      ...emptyPlace,
      query: {
        text: 'Ä ß 肺',
        filter: '-status:rejected (modality:mri OR tag:"needs review") year:2010..2020',
        sort: { field: 'captionLength', direction: 'desc' },
      },
      figure: 15_282_335,
      at: 15_282_335,
    },
  ];
  for (const place of places) expect(throughAddress(place)).toEqual(place);
});

it('ignores what makes no sense', () => {
  expect(placeOf({ figure: '-3', sort: 'size:up', at: '0', layout: 'rings', other: 'x' })).toEqual(
    emptyPlace,
  );
  expect(placeOf({ figure: '1.5', sort: 'year' }).figure).toBeUndefined();
});
