import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parseBandwidth, readSelection } from './import-selection.ts';

it('reads what the flags say', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'figscope-selection-'));
  try {
    const pmcids = join(folder, 'list.txt');
    writeFileSync(pmcids, 'PMC1\r\n# a comment\nPMC2, PMC3 # two\n\n');
    expect(
      await readSelection({
        baseUrl: 'mirror',
        since: '2026-02-28',
        types: 'case-report,research-article',
        pmcids,
        articles: '10',
        images: 'lazy',
        concurrency: '2',
        bandwidth: '1.5M',
      }),
    ).toEqual({
      baseUrl: resolve('mirror'),
      since: '2026-02-28',
      types: ['case-report', 'research-article'],
      pmcids: ['PMC1', 'PMC2', 'PMC3'],
      articles: 10,
      images: 'lazy',
      concurrency: 2,
      bandwidth: 1_500_000,
    });
    writeFileSync(pmcids, '\n');
    await expect(readSelection({ pmcids })).rejects.toThrow('names no article');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each([
  [{ since: '2026-02-30' }, '--since needs a day'],
  [{ since: 'yesterday' }, '--since needs a day'],
  [{ images: 'never' }, '--images cannot be never'],
  [{ concurrency: '0' }, '--concurrency'],
  [{ concurrency: '1000' }, '--concurrency'],
  [{ articles: 'ten' }, '--articles needs a number'],
  [{ bandwidth: 'fast' }, '--bandwidth needs bytes per second'],
  [{ bandwidth: '0' }, '--bandwidth needs bytes per second'],
  [{ pmcids: '/nowhere/list' }, 'cannot be read'],
])('refuses %j', async (options, message) => {
  await expect(readSelection(options)).rejects.toMatchObject({
    code: expect.stringMatching(/invalid-input|not-found/),
    message: expect.stringContaining(message),
    remedy: expect.stringMatching(/./),
  });
});

it.each([
  ['250000', 250_000],
  ['250k', 250_000],
  ['2M', 2_000_000],
  ['0.5m', 500_000],
])('reads %s bytes per second', (text, bytes) => {
  expect(parseBandwidth('--bandwidth', text)).toBe(bytes);
});
