import { expect, it } from 'vitest';
import { citationRanges } from './detail-citations.ts';

const cited = (text: string, label: string | undefined) =>
  citationRanges(text, label).map(([start, end]) => text.slice(start, end));

it('finds the citations of one figure in the forms that articles use', () => {
  expect(cited('As Figure 3A shows (Fig. 3B; Figs 1 and 4), not Fig. 13.', 'Figure 3')).toEqual([
    'Figure 3A',
    'Fig. 3B',
  ]);
  expect(cited('See Figs. 2–4 and Figure 7.', 'Fig. 3')).toEqual(['Figs. 2–4']);
  expect(cited('Figures 1, 3 and 5 agree.', 'FIGURE 3.')).toEqual(['Figures 1, 3 and 5']);
});

it('keeps supplementary figures apart from the others', () => {
  expect(cited('Figure S2 and Figure 2.', 'Figure 2')).toEqual(['Figure 2']);
  expect(cited('Figure S2 and Figure 2.', 'Figure S2')).toEqual(['Figure S2']);
});

it('marks nothing without a number to look for', () => {
  expect(cited('Figure 2.', undefined)).toEqual([]);
  expect(cited('Figure 2.', 'Graphical abstract')).toEqual([]);
});
