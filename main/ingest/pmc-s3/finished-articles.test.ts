import { appendFile, readFile, stat, truncate } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { scratch } from '../testing/collect.ts';
import { type FinishedArticle, FinishedArticles, tagOf } from './finished-articles.ts';

const article = (number: number, more: Partial<FinishedArticle> = {}): FinishedArticle => ({
  pmcid: `PMC${number}`,
  tag: tagOf(`1:${number}`),
  figures: number % 7,
  rejections: [],
  unselected: undefined,
  ...more,
});

it('knows after a restart what was stored, under its tag alone', async () => {
  await using folder = await scratch();
  const finished = new FinishedArticles(folder.path);
  const count = 5000;
  for (let number = 1; number <= count; number++) finished.note(article(number));
  finished.note(article(7, { rejections: [{ item: 'PMC7/F1', code: 'no-caption', message: 'None.' }] }));
  finished.note(article(8, { unselected: 'article type', figures: 0 }));
  expect(finished.find('PMC1', [tagOf('1:1')])).toBeUndefined();
  finished.flush();
  finished.flush();
  const again = new FinishedArticles(folder.path);
  for (let number = 1; number <= count; number++)
    expect(again.find(`PMC${number}`, [tagOf('other'), tagOf(`1:${number}`)])).toBeDefined();
  expect(again.find('PMC5', [tagOf('1:5')])).toEqual({ figures: 5, rejections: [], unselected: undefined });
  expect(again.find('PMC7', [tagOf('1:7')])?.rejections).toEqual([
    { item: 'PMC7/F1', code: 'no-caption', message: 'None.' },
  ]);
  expect(again.find('PMC8', [tagOf('1:8')])).toMatchObject({ figures: 0, unselected: 'article type' });
  expect(again.find('PMC5', [tagOf('2:5')])).toBeUndefined();
  expect(again.find('PMC5001', [tagOf('1:5001')])).toBeUndefined();
  expect((await stat(folder.at('articles.bin'))).size).toBe((count + 2) * 16);
});

it('forgets at most what a kill cut in half', async () => {
  await using folder = await scratch();
  const finished = new FinishedArticles(folder.path);
  const rejections = [{ item: 'PMC2/F1', code: 'no-caption', message: 'None.' } as const];
  for (const one of [article(1), article(2, { rejections })]) {
    finished.note(one);
    finished.flush();
  }
  await truncate(folder.at('articles.bin'), 16 + 5);
  await appendFile(folder.at('rejections.jsonl'), '\n{"pmcid":"PMC3","rej');
  const again = new FinishedArticles(folder.path);
  expect(again.find('PMC1', [tagOf('1:1')])).toBeDefined();
  expect(again.find('PMC2', [tagOf('1:2')])).toBeUndefined();
  again.note(article(2, { rejections }));
  again.note(article(3));
  again.flush();
  const last = new FinishedArticles(folder.path);
  expect(last.find('PMC2', [tagOf('1:2')])?.rejections).toEqual(rejections);
  expect(last.find('PMC3', [tagOf('1:3')])?.rejections).toEqual([]);
  expect((await readFile(folder.at('articles.bin'))).length % 16).toBe(0);
});

it('adds nothing in a rehearsal', async () => {
  await using folder = await scratch();
  const rehearsal = new FinishedArticles(folder.at('downloads'), { isWritten: false });
  rehearsal.note(article(1));
  rehearsal.flush();
  await expect(stat(folder.at('downloads'))).rejects.toThrow('ENOENT');
});
