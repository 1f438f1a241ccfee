import { expect, it } from 'vitest';
import { checkedForm, proposedName } from './import-form.ts';

const form = { corpus: 'lab-2026', format: 'auto', split: '0.9, 0.05, 0.05', seed: '0' } as const;

it('accepts what the host accepts', () => {
  expect(checkedForm(form)).toEqual({
    ok: true,
    options: { corpus: 'lab-2026', format: 'auto', split: [0.9, 0.05, 0.05], seed: 0 },
  });
  expect(checkedForm({ ...form, split: '.8 .1 .1' })).toMatchObject({ ok: true });
});

it('says what has to be corrected, field by field', () => {
  expect(checkedForm({ ...form, split: '0.9, 0.2, 0.1' })).toEqual({
    ok: false,
    problems: { split: 'Parts add up to 1.2, not 1' },
  });
  expect(checkedForm({ ...form, split: '1' })).toMatchObject({
    problems: { split: 'Three shares are needed: train, dev, test' },
  });
  expect(checkedForm({ ...form, corpus: 'Lab 2026', seed: '-1' })).toMatchObject({
    problems: {
      corpus: expect.stringContaining('lower-case'),
      seed: expect.stringContaining('whole number'),
    },
  });
});

it('proposes a name that is allowed', () => {
  expect(proposedName({ kind: 'path', path: '/data/OA Comm 2026/' })).toBe('oa-comm-2026');
  expect(proposedName({ kind: 'path', path: String.raw`C:\data\PMC9120441.tar.gz` })).toBe('pmc9120441');
  const file = new Blob([]);
  expect(proposedName({ kind: 'files', files: [{ path: 'My Folder/a/b.xml', file }] })).toBe('my-folder');
  expect(proposedName(undefined)).toBe('');
});
