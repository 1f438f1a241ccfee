import { describe, expect, it } from 'vitest';
import { problemOf, splitTyped } from './typed-query.ts';

describe('what was typed', () => {
  it('is words and conditions in any order', () => {
    expect(splitTyped('lung year>=2015 left -status:rejected')).toEqual({
      text: 'lung left',
      terms: 'year>=2015 -status:rejected',
    });
    expect(splitTyped('ratio 2:1 stain: blue')).toEqual({ text: 'ratio 2:1 stain: blue', terms: '' });
    expect(splitTyped('journal:"PLoS ONE",Cureus nodule')).toEqual({
      text: 'nodule',
      terms: 'journal:"PLoS ONE",Cureus',
    });
  });

  it('is neither while a condition is being written', () => {
    expect(splitTyped('lung journal:')).toEqual({ text: 'lung', terms: '' });
    expect(splitTyped('lung journal:"PLoS O')).toEqual({ text: 'lung', terms: '' });
    expect(splitTyped('lung jour')).toEqual({ text: 'lung jour', terms: '' });
  });

  it('is a filter as a whole where parentheses and OR make it one', () => {
    const filter = '-(modality:ct OR modality:mri) year:2010..2012';
    expect(splitTyped(filter)).toEqual({ text: '', terms: filter });
    expect(splitTyped('lung OR heart')).toEqual({ text: 'lung OR heart', terms: '' });
    expect(splitTyped('tension (pneumothorax) year:2015')).toEqual({
      text: 'tension (pneumothorax)',
      terms: 'year:2015',
    });
  });
});

it('points at what cannot be read', () => {
  expect(problemOf('year:2015 license:CC-XY,CC0')).toMatchObject({ start: 18, end: 23 });
  expect(problemOf('year:20x5')).toMatchObject({ start: 5, end: 9 });
  expect(problemOf('year:2015')).toBeUndefined();
});
