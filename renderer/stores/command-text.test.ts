import { expect, it } from 'vitest';
import { figscopeLine, option } from './command-text.ts';

it('quotes only what a shell would split or read', () => {
  expect(
    figscopeLine('query', 'sample', '--text', 'chest x-ray', '--filter', 'year>=2015 license:CC-BY,CC0'),
  ).toBe("figscope query sample --text 'chest x-ray' --filter 'year>=2015 license:CC-BY,CC0'");
  expect(figscopeLine('curate', 'tag', 'lab', 3, '--add', "it's")).toBe(
    String.raw`figscope curate tag lab 3 --add 'it'\''s'`,
  );
  expect(figscopeLine('corpus', 'show', 'lab', 'PMC13900/F1')).toBe('figscope corpus show lab PMC13900/F1');
});

it('leaves empty options out', () => {
  expect(figscopeLine('query', 'sample', ...option('--text', ''), ...option('--limit', 60))).toBe(
    'figscope query sample --limit 60',
  );
});
