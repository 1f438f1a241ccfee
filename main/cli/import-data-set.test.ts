/** PMC's article data set on the command line, from a server: what is interrupted or killed is completed by the same command. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { smallDataSet } from '#main/ingest/pmc-s3/test-data-set.ts';
import { startTestServer, type TestServer } from '#main/ingest/pmc-s3/test-server.ts';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';

const articles = 48;
const figures = 2 * articles;
const waiting = { timeout: 60_000, interval: 5 };
const page = z.object({
  total: z.number(),
  rows: z.array(z.object({ sha256: z.string(), caption: z.string() })),
});

describe.skipIf(!isBuilt)('a data set on a server', () => {
  let figscope: Figscope;
  let server: TestServer;
  beforeAll(async () => {
    figscope = newFigscope();
    server = await startTestServer((await smallDataSet(articles)).objects, { delayMs: 10 });
    await figscope.run(['config', 'set', 'pmcUrl', server.url]);
    await figscope.run(['import', 'pmc', '--format', 'pmc-s3', '--corpus', 'whole']);
  });
  afterAll(async () => {
    await figscope.dispose();
    await server.close();
  });

  it('is found at the address of the settings', async () => {
    expect(await figscope.json(['corpus', 'stats', 'whole'])).toMatchObject({ value: { articles, figures } });
  });

  const state = async (corpus: string): Promise<unknown> =>
    page.parse((await figscope.json(['query', corpus, '--limit', '500'])).value);
  /** PMCIDs that are written down as finished. */
  const finished = (corpus: string): number[] => {
    const log = readFileSync(join(figscope.home, 'corpora', corpus, 'downloads', 'articles.bin'));
    return Array.from({ length: Math.floor(log.length / 16) }, (_, index) => log.readUInt32LE(index * 16));
  };

  it.each([
    ['Ctrl-C', 'SIGINT', 130],
    ['a kill', 'SIGKILL', null],
  ] as const)(
    'whose import %s ended is completed, and no finished article is fetched again',
    async (_, signal, code) => {
      const corpus = `cut-${signal.toLowerCase()}`;
      const command = ['import', server.url, '--corpus', corpus, '--concurrency', '2'];
      const running = figscope.start(command);
      const log = join(figscope.home, 'corpora', corpus, 'downloads', 'articles.bin');
      await vi.waitFor(() => expect(statSync(log).size).toBeGreaterThanOrEqual(16), waiting);
      running.child.kill(signal);
      expect((await running.ended).code).toBe(code);
      const kept = finished(corpus);
      expect(kept.length).toBeLessThan(articles);
      server.forget();
      expect(await figscope.json(command)).toMatchObject({
        code: 0,
        value: { rejected: [], totals: { articles, figures, pairs: figures } },
      });
      const again = new Set(server.keys().map((key) => Number(/^PMC(\d+)\.1\//.exec(key)?.[1])));
      expect(kept.filter((pmcid) => again.has(pmcid))).toEqual([]);
      expect(await state(corpus)).toEqual(await state('whole'));
    },
  );

  it('takes what the flags select, and says what it left out', async () => {
    const list = join(figscope.folder, 'list.txt');
    writeFileSync(list, 'PMC101\nPMC105\nPMC999\n');
    const base = ['import', 'mirror', '--format', 'pmc-s3', '--base-url', server.url, '--corpus', 'some'];
    expect(await figscope.json([...base, '--pmcids', list, '--images', 'lazy'])).toMatchObject({
      code: 3,
      value: {
        figures: 4,
        rejected: [{ source: server.url, item: 'PMC999', code: 'download-failed' }],
      },
    });
    expect(await figscope.json(['corpus', 'show', 'some', 'PMC105/F1'])).toMatchObject({
      value: { image: { width: 0, format: 'jpeg' } },
    });
    expect(await figscope.json([...base, '--articles', '3', '--bandwidth', '2M'])).toMatchObject({
      code: 0,
      value: { figures: 4, totals: { figures: 8 } },
    });
  });

  it('that is down is one sentence and what to do', async () => {
    const gone = await startTestServer(new Map());
    await gone.close();
    const { code, stderr } = await figscope.run(['import', gone.url, '--corpus', 'none', '--quiet']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /127\.0\.0\.1:\d+ cannot be reached: nothing answers there\.\n.*same command again/,
    );
  });
});
