import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pmcSelection, type PmcSelection } from '#app/contract/imports.ts';
import { sharedPath } from '#main/dev/shared.ts';
import type { ImportOptions } from '../options.ts';
import { article, collect, type Collected, figure, image, refusals, scratch } from '../testing/collect.ts';
import { addRealPackages, smallDataSet, smallVersion, TestDataSet } from './test-data-set.ts';
import { type Fault, startTestServer, type TestServer } from './test-server.ts';

const waits: { reason: string; pauseMs: number }[] = [];
/** Pauses are noted, not waited for. */
const network = {
  stallMs: 1000,
  wait: (pauseMs: number) => {
    waits.push({ reason: '', pauseMs });
    return Promise.resolve();
  },
};

describe('a data set on a server', () => {
  let dataSet: TestDataSet;
  let server: TestServer;
  beforeEach(async () => {
    waits.length = 0;
    dataSet = await smallDataSet(3);
    server = await startTestServer(dataSet.objects, { lastModified: dataSet.lastModified });
  });
  afterEach(() => server[Symbol.asyncDispose]());

  const read = (
    selection: Partial<PmcSelection> = {},
    options: Partial<ImportOptions> = {},
  ): Promise<Collected> =>
    collect(server.url, { network, selection: pmcSelection.parse(selection), ...options });
  const taken = ({ figures }: Collected): string[] =>
    figures.map(({ article: { key }, figureId }) => `${key}/${figureId}`);
  const everything = ['PMC101/F1', 'PMC101/F2', 'PMC102/F1', 'PMC102/F2', 'PMC103/F1', 'PMC103/F2'];

  it('is read by its inventory, in order, and only what figures ask for is fetched', async () => {
    const found = await read();
    expect(taken(found)).toEqual(everything);
    expect(refusals(found)).toEqual([]);
    expect(found.blobs.size).toBe(6);
    expect(found.figures[0]).toMatchObject({
      article: { key: 'PMC101', license: 'CC-BY', title: 'A title' },
      image: { format: 'jpeg', source: { kind: 'blob' } },
    });
    const keys = server.keys();
    expect(
      keys.filter((key) => /xlsx|\.txt|PMC\d+\.1\.json/.test(key) && !key.startsWith('metadata/')),
    ).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(found.progress.at(-1)?.total).toBe(3);
  });

  it('needs no inventory for a list of PMCIDs', async () => {
    const found = await read({ pmcids: ['PMC103', '101', 'pmc0', 'PMC999'] });
    expect(taken(found)).toEqual(['PMC103/F1', 'PMC103/F2', 'PMC101/F1', 'PMC101/F2']);
    expect(refusals(found)).toEqual(['row-malformed pmc0', 'download-failed PMC999']);
    expect(server.keys().filter((key) => key.startsWith('inventory'))).toEqual([]);
  });

  it('finds versions by their folders where the metadata are not collected', async () => {
    for (const key of dataSet.objects.keys()) if (key.startsWith('metadata/')) dataSet.objects.delete(key);
    expect(taken(await read({ pmcids: ['PMC102'] }))).toEqual(['PMC102/F1', 'PMC102/F2']);
  });

  it('takes the newest complete inventory, and listings page by page', async () => {
    await server.close();
    dataSet.writeInventory('2026-09-30T01-00Z');
    dataSet.objects.set(
      'inventory-reports/pmc-oa-opendata/metadata/2026-10-02T01-00Z/manifest.checksum',
      Buffer.from(''),
    );
    server = await startTestServer(dataSet.objects, { pageKeys: 1 });
    expect(taken(await read())).toEqual(everything);
    const manifests = server.keys().filter((key) => key.endsWith('manifest.json'));
    expect(manifests.map((key) => key.split('/').at(-2))).toEqual(['2026-10-02T01-00Z', '2026-10-01T01-00Z']);
  });

  describe('that misbehaves', () => {
    const xml = 'PMC102.1/PMC102.1.xml';
    const picture = 'PMC102.1/PMC102-g001.jpg';
    it.each<[string, readonly Fault[]]>([
      ['answers slowly', [{ kind: 'slow', pieces: 3, pauseMs: 20 }]],
      ['cuts a connection', [{ kind: 'cut', afterBytes: 100 }]],
      [
        'cuts it again and again',
        [
          { kind: 'cut', afterBytes: 100 },
          { kind: 'cut', afterBytes: 50 },
        ],
      ],
      ['falls silent', [{ kind: 'silence', afterBytes: 100 }]],
      ['knows no ranges', [{ kind: 'cut', afterBytes: 100 }, { kind: 'no range' }]],
      ['sends other bytes once', [{ kind: 'wrong bytes' }]],
      [
        'is busy',
        [
          { kind: 'status', status: 503 },
          { kind: 'status', status: 500 },
        ],
      ],
      ['has too much to do', [{ kind: 'status', status: 429, headers: { 'retry-after': '7' } }]],
    ])('and %s: everything arrives all the same', async (_, faults) => {
      server.misbehave(xml, ...faults);
      server.misbehave(picture, ...faults);
      const found = await read();
      expect(taken(found)).toEqual(everything);
      expect(refusals(found)).toEqual([]);
      expect(server.keys().filter((key) => key === xml).length).toBe(
        faults.length + (faults[0]?.kind === 'slow' ? 0 : faults.at(-1)?.kind === 'no range' ? 0 : 1),
      );
    });

    it('goes on behind what has arrived, if it is still the same file', async () => {
      server.misbehave(xml, { kind: 'cut', afterBytes: 100 });
      await read();
      const [first, second] = server.asked.filter(({ key }) => key === xml);
      expect(first?.range).toBeUndefined();
      expect(second).toMatchObject({
        range: 'bytes=100-',
        ifRange: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      });
    });

    it('waits as long as it is asked to', async () => {
      server.misbehave(xml, { kind: 'status', status: 503, headers: { 'retry-after': '7' } });
      await read();
      expect(waits.map(({ pauseMs }) => pauseMs)).toEqual([7000]);
    });

    it('takes all of a file that was replaced between two connections', async () => {
      const media = dataSet.objects.get(picture) ?? Buffer.alloc(0);
      const newer = await smallVersion('PMC102', { figures: 1 });
      server.misbehave(
        xml,
        { kind: 'cut', afterBytes: 100 },
        { kind: 'change', change: () => dataSet.objects.set(xml, Buffer.from(newer.xml)) },
      );
      // Its MD5 is that of the newer file.
      const old = dataSet.objects.get(xml) ?? Buffer.alloc(0);
      dataSet.set('PMC102.1', newer);
      dataSet.objects.set(xml, old);
      dataSet.objects.set(picture, media);
      const found = await read({ pmcids: ['PMC102'] });
      expect(taken(found)).toEqual(['PMC102/F1']);
    });

    it('has an image that is always wrong: the figure is rejected, the rest is taken', async () => {
      server.misbehave(picture, ...Array.from({ length: 4 }, () => ({ kind: 'wrong bytes' }) as const));
      const found = await read();
      expect(refusals(found)).toEqual(['download-failed PMC102/F1']);
      expect(found.rejections[0]?.message).toBe(
        'PMC102.1/PMC102-g001.jpg arrived twice with other content than its MD5 tells.',
      );
      expect(taken(found)).toEqual(everything.filter((name) => name !== 'PMC102/F1'));
    });

    it('has lost an article or an image: 404 is a rejection', async () => {
      dataSet.objects.delete(xml);
      dataSet.objects.delete('PMC103.1/PMC103-g002.jpg');
      const found = await read();
      expect(refusals(found)).toEqual(['download-failed PMC102', 'download-failed PMC103/F2']);
      expect(taken(found)).toEqual(['PMC101/F1', 'PMC101/F2', 'PMC103/F1']);
    });

    it('is busy for ever with one object: a rejection, and the rest is taken', async () => {
      server.misbehave(xml, ...Array.from({ length: 20 }, () => ({ kind: 'status', status: 503 }) as const));
      const found = await read();
      expect(refusals(found)).toEqual(['download-failed PMC102']);
      expect(taken(found)).toEqual(everything.filter((name) => !name.startsWith('PMC102')));
    });

    it('has a truncated document whose MD5 is right: it is malformed', async () => {
      const whole = dataSet.objects.get(xml) ?? Buffer.alloc(0);
      dataSet.set('PMC102.1', { xml: whole.subarray(0, whole.length / 2) });
      const found = await read();
      expect(refusals(found)).toEqual(['xml-malformed PMC102']);
      expect(taken(found).length).toBe(4);
    });

    it('has damaged metadata', async () => {
      dataSet.objects.set('metadata/PMC102.1.json', Buffer.from('{"pmcid": 7'));
      expect(refusals(await read())).toEqual(['download-failed PMC102']);
    });

    it('is down from the beginning: one clear sentence, at once', async () => {
      await server.close();
      await expect(read()).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(/^127\.0\.0\.1:\d+ cannot be reached: nothing answers there\.$/),
        remedy: expect.stringContaining('same command again'),
      });
      expect(waits.length).toBe(2);
    });

    it('goes down in the middle: the run ends, what had arrived was told', async () => {
      server.misbehave('metadata/PMC102.1.json', { kind: 'change', change: () => void server.close() });
      await expect(read({ concurrency: 1 })).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('answers 503 to everything: that is down too', async () => {
      const big = await smallDataSet(12);
      for (const [key, bytes] of big.objects) dataSet.objects.set(key, bytes);
      server.misbehave('metadata/PMC101.1.json', {
        kind: 'change',
        change: () => server.always({ kind: 'status', status: 503 }),
      });
      await expect(read({ concurrency: 2 })).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('it answers with status 503'),
      });
    });

    it('is no bucket', async () => {
      server.always({ kind: 'status', status: 404 });
      await expect(read()).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('does not list its data set'),
        remedy: expect.stringContaining('pmcUrl'),
      });
    });
  });

  describe('of which a part is wanted', () => {
    it.each<[string, Partial<PmcSelection>, readonly string[]]>([
      ['a number of articles', { articles: 2 }, everything.slice(0, 4)],
      ['articles of a type', { types: ['case-report'] }, []],
      ['what changed since a day', { since: '2026-09-01' }, everything.slice(2, 4)],
    ])('%s', async (_, selection, expected) => {
      dataSet.lastModified.set('metadata/PMC102.1.json', '2026-09-05T00:00:00.000Z');
      dataSet.writeInventory();
      expect(taken(await read(selection))).toEqual(expected);
    });

    it('by licence: the metadata decide, else the document; what is left out is one line with a number', async () => {
      dataSet.set('PMC101.1', await smallVersion('PMC101', { metadata: { license_code: 'CC BY-NC' } }));
      dataSet.set('PMC102.1', await smallVersion('PMC102', { metadata: { license_code: null } }));
      dataSet.set('PMC103.1', await smallVersion('PMC103', { metadata: { license_code: 'TDM' } }));
      const found = await read({}, { licenses: ['CC-BY'] });
      expect(taken(found)).toEqual(everything.slice(2, 4));
      expect(found.rejections).toEqual([
        {
          source: server.url,
          item: '.',
          code: 'not-selected',
          message: '2 articles were not selected: 2 by their licence.',
        },
      ]);
      expect(server.keys().filter((key) => /PMC10[13]\.1\.xml/.test(key))).toEqual([]);
      const listed = await read({ pmcids: ['PMC101', 'PMC102'] }, { licenses: ['CC-BY'] });
      expect(listed.rejections.map(({ code, item }) => `${code} ${item}`)).toEqual([
        'license-excluded PMC101',
        'not-selected .',
      ]);
    });

    it('a number of figures', async () => {
      expect(taken(await read({}, { limit: 3 }))).toEqual(everything.slice(0, 3));
    });
  });

  it('reads the newest version that is no manuscript', async () => {
    dataSet.set('PMC101.2', await smallVersion('PMC101', { figures: 3 }));
    dataSet.set('PMC101.3', await smallVersion('PMC101', { figures: 1, metadata: { is_manuscript: true } }));
    dataSet.set('PMC102.2', await smallVersion('PMC102', { figures: 1, metadata: { is_retracted: true } }));
    const found = await read();
    expect(taken(found)).toEqual([
      'PMC101/F1',
      'PMC101/F2',
      'PMC101/F3',
      'PMC102/F1',
      'PMC103/F1',
      'PMC103/F2',
    ]);
    expect(
      found.figures.filter(({ article: { retracted } }) => retracted).map(({ article: { key } }) => key),
    ).toEqual(['PMC102']);
    expect(taken(await read({ pmcids: ['PMC101'] })).length).toBe(3);
  });

  it('leaves images on the server when it is asked to', async () => {
    const found = await read({ images: 'lazy' });
    expect(taken(found)).toEqual(everything);
    expect(found.blobs.size).toBe(0);
    expect(server.keys().filter((key) => key.endsWith('.jpg'))).toEqual([]);
    expect(found.figures[0]?.image).toMatchObject({
      width: 0,
      height: 0,
      format: 'jpeg',
      source: {
        kind: 'remote',
        url: `${server.url}/PMC101.1/PMC101-g001.jpg`,
        md5: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    });
  });

  it('fetches one rendition of a picture, the one for reading', async () => {
    const media = { 'a.gif': await image('gif'), 'a.jpg': await image('jpeg') };
    dataSet.set('PMC101.1', { xml: article(figure('F1', { href: 'a' }), { pmcid: '101' }), media });
    const found = await read({ pmcids: ['PMC101'] });
    expect(found.figures[0]?.image.format).toBe('jpeg');
    expect(server.keys().filter((key) => key.includes('/a.'))).toEqual(['PMC101.1/a.jpg']);
    dataSet.set('PMC101.1', {
      xml: article(figure('F1', { href: 'a' }), { pmcid: '101' }),
      media: { ...media, 'a.jpg': Buffer.from('no image') },
    });
    expect((await read({ pmcids: ['PMC101'] })).figures[0]?.image.format).toBe('gif');
  });

  it('never asks for more at a time than it may', async () => {
    await server.close();
    server = await startTestServer(dataSet.objects, { delayMs: 5 });
    await read({ concurrency: 2, pmcids: ['PMC101', 'PMC102', 'PMC103'] });
    expect(server.mostAtOnce).toBeLessThanOrEqual(2);
    expect(server.mostAtOnce).toBeGreaterThan(1);
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    server.misbehave('PMC102.1/PMC102.1.xml', {
      kind: 'change',
      change: () => abort.abort(),
    });
    await expect(read({}, { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a data set in a folder', () => {
  it('is read as one on a server, and its images stay where they are', async () => {
    await using folder = await scratch();
    const dataSet = await smallDataSet(2);
    await dataSet.write(folder.path);
    const found = await collect(folder.path);
    expect(found.figures.map(({ image: { source } }) => source.kind)).toEqual([
      'file',
      'file',
      'file',
      'file',
    ]);
    expect(found.blobs.size).toBe(0);
    const byAddress = await collect(new URL(`file://${folder.path}`).href, {
      selection: pmcSelection.parse({ pmcids: ['PMC102'] }),
    });
    expect(byAddress.figures.length).toBe(2);
  });

  it('needs no inventory, and finds damage by the MD5', async () => {
    await using folder = await scratch();
    const dataSet = await smallDataSet(2);
    dataSet.objects.set('PMC101.1/PMC101-g001.jpg', Buffer.from(await image('jpeg')));
    await dataSet.write(folder.path);
    await rm(folder.at('inventory-reports'), { recursive: true });
    const found = await collect(folder.path, { format: 'pmc-s3' });
    expect(found.figures.length).toBe(3);
    expect(found.rejections).toMatchObject([
      { code: 'download-failed', message: expect.stringContaining('is damaged') },
    ]);
  });
});

const articles = sharedPath('data/pmc/articles');
describe.skipIf(!articles)('real packages', () => {
  it('give the same figures from a server as from their folder', async () => {
    const dataSet = new TestDataSet();
    await addRealPackages(dataSet, articles ?? '');
    await using server = await startTestServer(dataSet.objects);
    const remote = await collect(server.url, { network });
    const local = await collect(articles ?? '', { format: 'pmc' });
    const images = ({ figures }: Collected): string[] =>
      figures.map(({ image: { sha256 } }) => sha256).sort();
    expect(remote.figures.length).toBeGreaterThan(80);
    const known = new Set(images(local));
    expect(images(remote).filter((sha256) => !known.has(sha256))).toEqual([]);
  });
});
