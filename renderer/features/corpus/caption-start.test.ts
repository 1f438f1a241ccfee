import { expect, it } from 'vitest';
import { captionStart } from './caption-start.ts';

it('starts at the beginning when the match is visible there', () => {
  const caption = `A lung with a nodule. ${'More text. '.repeat(40)}`;
  expect(captionStart(caption, [[2, 6]])).toEqual({ text: caption.slice(0, 160), ranges: [[2, 6]] });
});

it('starts near a match that lies further back, its mark in the right place', () => {
  const caption = `${'Before it all. '.repeat(20)}Here is a pneumothorax at last.`;
  const at = caption.indexOf('pneumothorax');
  const { text, ranges } = captionStart(caption, [[at, at + 12]]);
  expect(text.startsWith('… ')).toBe(true);
  const [range] = ranges;
  expect(range && text.slice(range[0], range[1])).toBe('pneumothorax');
});
