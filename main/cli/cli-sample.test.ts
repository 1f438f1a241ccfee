/** A fresh home needs no preparation: the sample corpus and its model are there for every verb. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { findInstallation } from '#main/host/installation.ts';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope, textOf } from './test-figscope.ts';

const shipped = existsSync(join(findInstallation().resources, 'trained', 'sample-nano', 'about.json'));
const found = z.object({
  hits: z.array(z.object({ reference: z.string(), cosine: z.number(), rank: z.number() })),
});

describe.skipIf(!isBuilt)('figscope on a fresh home', () => {
  let figscope: Figscope;
  beforeAll(() => {
    figscope = newFigscope();
  });
  afterAll(() => figscope.dispose());

  it('leaves at Ctrl-C while it is being drawn, and draws it on next time', async () => {
    const running = figscope.start(['corpus', 'stats', 'sample', '--json']);
    const drawn = join(figscope.home, 'corpora', 'sample', 'corpus.db');
    await vi.waitFor(() => expect(existsSync(drawn)).toBe(true), { timeout: 60_000, interval: 20 });
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'cancelled', message: 'Interrupted.' } });
    // Half a sample is not shown as one.
    const folder = join(figscope.home, 'corpora', 'sample');
    expect(existsSync(join(folder, 'summary.json'))).toBe(false);
  });

  it('draws the sample corpus for the first verb that asks for it', async () => {
    const { code, value } = await figscope.json(['query', 'sample', '--limit', '2', '--facets', 'split']);
    expect(code).toBe(0);
    expect(value).toMatchObject({ total: 1200, ids: [0, 1], rows: [{ id: 0 }, { id: 1 }] });
  });

  it('lists it beside what was imported', async () => {
    const figures = await writeFigures(join(figscope.folder, 'figures'), 8);
    await figscope.json(['import', figures, '--corpus', 'dots']);
    const { value } = await figscope.json(['corpus', 'list']);
    const listed = { sizeBytes: expect.any(Number), createdAt: expect.any(String), embeddings: [] };
    expect(value).toMatchObject({
      corpora: [
        { name: 'dots', articles: 8, figures: 8, pairs: 8, ...listed },
        { name: 'sample', articles: 300, figures: 1200, pairs: 1200, ...listed },
      ],
    });
  });

  it.skipIf(!shipped)('searches it by meaning, by an image and by example', async () => {
    const search = async (...query: string[]) => {
      const { code, value } = await figscope.json(['search', 'sample', '-k', '5', ...query]);
      expect(code).toBe(0);
      return found.parse(value).hits;
    };
    const byText = await search('--text', 'chest radiograph');
    expect(byText.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5]);
    expect((await search('--like', byText[0].reference)).length).toBe(5);
    const hybrid = await search('--text', 'chest radiograph', '--mode', 'hybrid');
    expect(hybrid).toHaveLength(5);
    const { value } = await figscope.json(
      [
        'search',
        'sample',
        '--text',
        'chest radiograph zzzz',
        '--mode',
        'hybrid',
        '--exact',
        '--no-collapse',
      ].concat(['--filter', 'split:test', '-k', '3']),
    );
    expect(value).toMatchObject({
      exact: true,
      hits: [{ sideRanks: expect.any(Object) }, {}, {}],
      hidden: [{ reason: 'excluded by the filter', count: expect.any(Number) }],
      notes: expect.arrayContaining(['No caption holds “zzzz”.']),
      milliseconds: expect.any(Number),
    });
    const refused = await figscope.json(['search', 'sample', '--text', 'OR', '--mode', 'lexical']);
    expect(refused).toMatchObject({ code: 2, value: { error: { code: 'invalid-input' } } });
  });

  it.skipIf(!shipped)('judges the shipped model on it', async () => {
    const { value } = await figscope.json(['evaluate', 'retrieval', 'sample', '--model', 'sample-nano']);
    const report = z.object({ pool: z.number(), imageToText: z.object({ r5: z.number() }) }).parse(value);
    // Many times better than drawing lots.
    expect(report.imageToText.r5).toBeGreaterThan((4 * 5) / report.pool);
  });

  it.skipIf(shipped)('names the command that makes a model, where none is shipped', async () => {
    const { code, lines } = await figscope.lines(['train', 'sample', '--steps', '2']);
    expect(code).toBe(0);
    const model = textOf(lines.at(-1), 'model');
    expect(await figscope.json(['model', 'show', model])).toMatchObject({ code: 0 });
  });
});
