import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figureRecord, type FigureRecord, type IngestItem } from '#app/domain/figure.ts';
import { captionWords } from './caption.ts';
import { planSample } from './plan.ts';
import { sampleFigures, type SampleOptions } from './sample-corpus.ts';

const count = 60;
let folder: string;
let items: IngestItem[];
let figures: FigureRecord[];

async function collect(options: SampleOptions): Promise<IngestItem[]> {
  const found: IngestItem[] = [];
  for await (const item of sampleFigures(options)) found.push(item);
  return found;
}

const figuresOf = (all: readonly IngestItem[]): FigureRecord[] =>
  all.flatMap((item) => (item.kind === 'figure' ? [item.figure] : []));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'figscope-sample-test-'));
  items = await collect({ count, directory: join(folder, 'first') });
  figures = figuresOf(items);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('sampleFigures', () => {
  it('yields as many valid records as were asked for, and progress at the end', () => {
    expect(figures).toHaveLength(count);
    for (const figure of figures) expect(figureRecord.parse(figure)).toEqual(figure);
    expect(items.at(-1)).toEqual({ kind: 'progress', done: count, total: count, detail: 'figures drawn' });
  });

  it('writes complete PNG files that decode to the stated size and have the stated hash', async () => {
    for (const { image } of figures) {
      if (image.source.kind !== 'file') throw new Error('expected a file');
      const bytes = await readFile(image.source.path);
      expect(bytes.length).toBe(image.sizeBytes);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(image.sha256);
      const { info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([image.width, image.height]);
      expect(Math.min(info.width, info.height)).toBeGreaterThanOrEqual(256);
      expect(Math.max(info.width, info.height)).toBeLessThanOrEqual(512);
    }
    const names = await readdir(join(folder, 'first'));
    expect(names).toHaveLength(count);
    expect(names.filter((name) => !name.endsWith('.png'))).toEqual([]);
  });

  it('draws the same bytes and words for the same seed, and others for another', async () => {
    const facts = (all: readonly FigureRecord[]) => all.map(({ image, caption }) => [image.sha256, caption]);
    const again = figuresOf(await collect({ seed: 0, count, directory: join(folder, 'second') }));
    expect(facts(again)).toEqual(facts(figures));
    expect(new Set(again.map(({ image }) => image.sha256)).size).toBe(count);
    const other = figuresOf(await collect({ seed: 1, count: 12, directory: join(folder, 'third') }));
    const known = new Set(figures.map(({ image }) => image.sha256));
    expect(other.filter(({ image }) => known.has(image.sha256))).toEqual([]);
  });

  it('captions every figure in 12 to 80 words and cites it once or twice', () => {
    for (const { caption, mentions, label } of figures) {
      const words = caption.split(/\s+/).length;
      expect({ caption, fits: words >= captionWords.shortest && words <= captionWords.longest }).toEqual({
        caption,
        fits: true,
      });
      expect(caption).toMatch(/\.$/);
      expect(mentions.length).toBeGreaterThanOrEqual(1);
      expect(mentions.length).toBeLessThanOrEqual(2);
      const number = label?.replace('Figure ', '') ?? '';
      for (const { text } of mentions) expect(text).toMatch(new RegExp(`Fig(ure|\\.) ${number}\\b`));
    }
  });

  it('names the panels that a caption letters, and no others', () => {
    const compound = figures.filter(({ panels }) => panels.length > 0);
    expect(compound.length).toBeGreaterThan(0);
    for (const { caption, panels } of figures) {
      for (const letter of 'ABCD')
        expect(caption.toUpperCase().includes(`(${letter}) `)).toBe(panels.includes(letter));
    }
  });

  it('names figures uniquely inside their article', () => {
    const names = figures.map(({ article, figureId }) => `${article.key}/${figureId}`);
    expect(new Set(names).size).toBe(count);
    expect(names[0]).toBe('SAMPLE0001/fig1');
  });

  it('stops when asked to, and refuses a count that is none', async () => {
    const aborted = AbortSignal.abort();
    await expect(
      collect({ count: 4, directory: join(folder, 'stopped'), signal: aborted }),
    ).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(collect({ count: 0, directory: folder })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('the drawings', () => {
  it('have the same pixels on every machine', () => {
    const hash = createHash('sha256');
    for (const { sketch } of planSample(0, 120)) hash.update(sketch.draw(96, 88).pixels);
    expect(hash.digest('hex').slice(0, 16)).toMatchInlineSnapshot(`"7e4bdc66eb1d1c52"`);
  });

  it('show their picture: no figure is nearly uniform', () => {
    for (const { sketch, modality } of planSample(5, 120)) {
      const { pixels } = sketch.draw(96, 96);
      let sum = 0;
      let squares = 0;
      for (const value of pixels) {
        sum += value;
        squares += value * value;
      }
      const mean = sum / pixels.length;
      expect(
        Math.sqrt(squares / pixels.length - mean * mean),
        `${modality}: ${sketch.headline}`,
      ).toBeGreaterThan(8);
    }
  });
});
