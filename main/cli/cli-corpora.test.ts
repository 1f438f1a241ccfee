/** Corpora, curation and settings from the command line, as a script would use it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { sharedPath } from '#main/dev/shared.ts';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';

const articles = sharedPath('data/pmc/articles');
const anyNumber = expect.any(Number);
const shownRows = z.object({
  total: z.number(),
  rows: z.array(z.object({ caption: z.string(), year: z.number(), split: z.string() })),
});
const shownFigure = z.object({
  figureId: z.string(),
  article: z.object({ key: z.string() }),
  image: z.object({ sha256: z.string() }),
});
const shownHistory = z.object({ entries: z.array(z.object({ by: z.string(), field: z.string() })) });

describe.skipIf(!isBuilt)('figscope', () => {
  let figscope: Figscope;
  let figures: string;
  beforeAll(async () => {
    figscope = newFigscope();
    figures = await writeFigures(join(figscope.folder, 'figures'), 96);
  });
  afterAll(() => figscope.dispose());

  const importDots = () => figscope.json(['import', figures, '--corpus', 'dots']);

  describe('on a fresh home', () => {
    it('has no runs and no settings but the defaults', async () => {
      expect(await figscope.json(['runs', 'list'])).toEqual({ code: 0, value: { runs: [] } });
      const { value } = await figscope.json(['config', 'get', 'theme']);
      expect(value).toEqual({ theme: 'auto' });
    });

    it('keeps a setting that was set, and refuses one that cannot be', async () => {
      expect(await figscope.json(['config', 'set', 'annotator', 'Ada'])).toMatchObject({
        code: 0,
        value: { annotator: 'Ada', theme: 'auto' },
      });
      expect((await figscope.json(['config', 'get'])).value).toMatchObject({ annotator: 'Ada' });
      expect(await figscope.json(['config', 'set', 'theme', 'pink'])).toMatchObject({
        code: 2,
        value: { error: { code: 'invalid-input', message: expect.stringContaining('theme') } },
      });
      expect((await figscope.run(['config', 'get', 'annotator'])).stdout).toBe('Ada\n');
    });

    it('examines the machine', async () => {
      const { code, value } = await figscope.json(['doctor']);
      expect(value).toMatchObject({
        engines: [
          { name: 'onnxruntime', device: 'cpu', ok: true, selfTest: { maxError: anyNumber } },
          { name: 'tensorflow' },
        ],
        node: process.version,
        sqlite: { fts5: true },
        disk: { path: figscope.home },
      });
      expect(code).toBe(0);
    });
  });

  describe('corpora', () => {
    it('are tried first, and nothing is written', async () => {
      const args = ['import', figures, '--corpus', 'dots', '--dry-run'];
      const tried = await figscope.json(args);
      expect(tried).toMatchObject({
        code: 0,
        value: { pairs: 96, unchanged: 0, rejected: [], totals: { pairs: 96 } },
      });
      expect(existsSync(join(figscope.home, 'corpora', 'dots'))).toBe(false);
    });

    it('are made by import, which adds nothing twice', async () => {
      const first = await importDots();
      expect(first).toMatchObject({
        code: 0,
        value: {
          corpus: 'dots',
          articles: 96,
          figures: 96,
          pairs: 96,
          rejected: [],
          totals: { articles: 96, figures: 96, pairs: 96 },
          seconds: anyNumber,
        },
      });
      const totals = { articles: 96, figures: 96, pairs: 96 };
      expect(await importDots()).toMatchObject({
        code: 0,
        value: { articles: 0, figures: 0, pairs: 0, unchanged: 96, totals },
      });
    });

    it('are tried again, and everything is there already', async () => {
      const tried = await figscope.json(['import', figures, '--corpus', 'dots', '--dry-run']);
      expect(tried.value).toMatchObject({ pairs: 0, articles: 0, unchanged: 96, totals: { pairs: 96 } });
    });

    it('are described', async () => {
      expect((await figscope.json(['corpus', 'stats', 'dots'])).value).toMatchObject({
        articles: 96,
        figures: 96,
        pairs: 96,
        bySplit: { train: 72, dev: 12, test: 12 },
        byModality: { drawing: 48, sketch: 48 },
        byLicense: { none: 96 },
        byYear: { 2000: 5 },
        captionTokens: { p50: anyNumber, p90: anyNumber, p99: anyNumber, over256: 0 },
      });
    });

    it('show one figure by row, by article and by hash alike', async () => {
      const { value } = await figscope.json(['corpus', 'show', 'dots', '5']);
      expect(value).toMatchObject({
        id: 5,
        caption: 'Figure 5: a black circle on a plain ground.',
        article: { key: 'A5', year: 2005, license: 'none', retracted: false },
        image: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), width: 80, height: 80, format: 'png' },
        split: 'train',
        mentions: [],
        curation: { status: 'pending', tags: [] },
      });
      const { article, figureId, image } = shownFigure.parse(value);
      for (const reference of [`${article.key}/${figureId}`, `sha256:${image.sha256}`])
        expect((await figscope.json(['corpus', 'show', 'dots', reference])).value).toEqual(value);
    });

    it('are browsed by words, filter, facets and order', async () => {
      const query = ['query', 'dots', '--text', 'circle', '--filter', 'year>=2010 split:train'];
      const { code, value } = await figscope.json([
        ...query,
        '--facets',
        'modality,split',
        '--sort',
        'year:desc',
        '--limit',
        '3',
      ]);
      expect(code).toBe(0);
      expect(value).toMatchObject({
        rows: [{ year: 2019 }, { year: 2018 }, { year: 2017 }],
        facets: {
          modality: expect.arrayContaining([{ value: 'drawing', count: anyNumber }]),
          // A facet does not count its own filter.
          split: expect.arrayContaining([{ value: 'test', count: anyNumber }]),
        },
        milliseconds: anyNumber,
      });
      const all = await figscope.json([...query, '--limit', '200']);
      const { total, rows } = shownRows.parse(all.value);
      expect(rows).toHaveLength(total);
      for (const row of rows) {
        expect(row.caption).toContain('circle');
        expect(row.split).toBe('train');
        expect(row.year).toBeGreaterThanOrEqual(2010);
      }
    });

    it('are removed, after a look at what that would do', async () => {
      await figscope.json(['import', figures, '--corpus', 'gone', '--limit', '8']);
      const looked = await figscope.json(['corpus', 'remove', 'gone', '--dry-run']);
      expect(looked).toMatchObject({ code: 0, value: { corpus: 'gone', wouldFreeBytes: anyNumber } });
      expect((await figscope.json(['corpus', 'stats', 'gone'])).value).toMatchObject({ figures: 8 });
      expect((await figscope.json(['corpus', 'remove', 'gone'])).value).toMatchObject({
        freedBytes: anyNumber,
      });
      expect(await figscope.json(['corpus', 'stats', 'gone'])).toMatchObject({
        code: 1,
        value: { error: { code: 'not-found', detail: { remedy: expect.stringContaining('dots') } } },
      });
    });

    it.skipIf(!articles)('take real articles, and list with exit code 3 what they do not take', async () => {
      const source = articles ?? '';
      const { code, value } = await figscope.json(['import', source, '--corpus', 'pmc']);
      expect(code).toBe(3);
      expect(value).toMatchObject({
        figures: 98,
        pairs: 98,
        totals: { figures: 98 },
        rejected: [{ source, item: expect.any(String), code: 'no-figures', message: expect.any(String) }],
      });
      const again = await figscope.json(['import', source, '--corpus', 'pmc']);
      expect(again.code).toBe(3);
      expect(again.value).toMatchObject({ articles: 0, figures: 0, pairs: 0, unchanged: 98 });
    });
  });

  describe('curation', () => {
    it('keeps edits, tags, undo and history across commands', async () => {
      const figure = ['dots', '7'];
      const caption = 'A teal circle.';
      await figscope.json(['curate', 'set', ...figure, '--status', 'accepted', '--caption', caption]);
      const tagged = await figscope.json(['curate', 'tag', ...figure, '--add', 'unclear', 'checked']);
      expect(tagged.value).toMatchObject({
        figure: 7,
        status: 'accepted',
        tags: ['checked', 'unclear'],
        caption,
      });
      const undone = await figscope.json(['curate', 'undo', ...figure]);
      expect(undone).toMatchObject({ code: 0, value: { summary: expect.any(String), figures: [7] } });
      expect((await figscope.json(['corpus', 'show', ...figure])).value).toMatchObject({
        caption,
        originalCaption: 'Figure 7: a teal circle on a plain ground.',
        curation: { status: 'accepted', tags: [], captionEdited: true },
      });
      const { value } = await figscope.json(['curate', 'history', ...figure]);
      const { entries } = shownHistory.parse(value);
      expect(entries.map(({ field }) => field)).toEqual(expect.arrayContaining(['status', 'caption']));
      expect(entries.every(({ by }) => by === 'Ada')).toBe(true);
      // The edited caption is what a search finds.
      const found = await figscope.json(['query', 'dots', '--text', 'teal', '--filter', 'status:accepted']);
      expect(found.value).toMatchObject({ total: 1, ids: [7] });
    });
  });
});
