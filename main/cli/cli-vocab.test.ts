/** `figscope vocab train`: a vocabulary of a corpus as a file, and what is refused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';

describe.skipIf(!isBuilt)('figscope vocab train', () => {
  let figscope: Figscope;
  beforeAll(async () => {
    figscope = newFigscope();
    const figures = await writeFigures(join(figscope.folder, 'figures'), 32);
    await figscope.json(['import', figures, '--corpus', 'dots']);
  });
  afterAll(() => figscope.dispose());

  it('writes one token a line and says how many', async () => {
    const out = join(figscope.folder, 'vocab.txt');
    const { code, value } = await figscope.json(['vocab', 'train', 'dots', '--size', '64', '--out', out]);
    const tokens = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(tokens.slice(0, 5)).toEqual(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']);
    expect(tokens.length).toBeGreaterThan(20);
    expect(code).toBe(0);
    expect(value).toEqual({
      corpus: 'dots',
      entries: tokens.length,
      captions: expect.any(Number),
      out,
      seconds: expect.any(Number),
    });
  });

  it.each([
    ['a file that is there', ['dots', '--size', '64'], 'there.txt', 'conflict', /already\.$/],
    ['a folder that is not', ['dots', '--size', '64'], 'no/vocab.txt', 'not-found', /does not exist\.$/],
    ['a corpus that is not', ['nothing', '--size', '64'], 'new.txt', 'not-found', /nothing/],
    ['a size that is too small', ['dots', '--size', '5'], 'new.txt', 'invalid-input', /size/],
  ])('refuses %s', async (_, args, file, errorCode, message) => {
    writeFileSync(join(figscope.folder, 'there.txt'), '');
    const out = join(figscope.folder, file);
    const { code, value } = await figscope.json(['vocab', 'train', ...args, '--out', out]);
    expect(code).not.toBe(0);
    expect(value).toMatchObject({ error: { code: errorCode, message: expect.stringMatching(message) } });
    expect(readFileSync(join(figscope.folder, 'there.txt'), 'utf8')).toBe('');
  });
});
