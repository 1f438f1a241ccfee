/** Training and what models are for, from the command line, as a script would use it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { sharedPath } from '#main/dev/shared.ts';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope, stepsOf, textOf } from './test-figscope.ts';

const anyNumber = expect.any(Number);
const anyCi = { r1: [anyNumber, anyNumber], r5: [anyNumber, anyNumber], r10: [anyNumber, anyNumber] };
const encodings = z.object({
  embeddings: z.array(z.array(z.number())),
  tokens: z.array(z.array(z.number())).optional(),
  logitScale: z.number(),
});
const found = z.object({
  hits: z.array(
    z.object({ figure: z.number(), rank: z.number(), cosine: z.number().optional(), caption: z.string() }),
  ),
});
const hitsOf = (value: unknown) => found.parse(value).hits;
const classified = z.object({ results: z.array(z.object({ probability: z.number() })) });

describe.skipIf(!isBuilt)('figscope', () => {
  let figscope: Figscope;
  let figures: string;
  beforeAll(async () => {
    figscope = newFigscope();
    figures = await writeFigures(join(figscope.folder, 'figures'), 96);
    await figscope.json(['import', figures, '--corpus', 'dots']);
  });
  afterAll(() => figscope.dispose());

  describe('training and models', () => {
    let run: string;

    it('trains, with a line for every step', async () => {
      const set = ['steps=12', 'batchSize=16', 'checkpointEvery=4', 'validateEvery=6'];
      const { code, lines } = await figscope.lines(['train', 'dots', '--set', ...set]);
      expect(code).toBe(0);
      run = textOf(lines[0], 'run');
      expect(stepsOf(lines)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      expect(lines[1]).toMatchObject({
        step: 1,
        loss: anyNumber,
        learningRate: anyNumber,
        logitScale: anyNumber,
        gradNorm: anyNumber,
        samplesPerSecond: anyNumber,
      });
      // A validation comes after the step that it looked at.
      const validated = lines.findIndex((line) => JSON.stringify(line).startsWith('{"validation"'));
      expect(lines[validated - 1]).toMatchObject({ step: 6 });
      expect(lines.at(-1)).toEqual({ done: true, run, step: 12, model: `run:${run}`, checkpoint: 12 });
    });

    it('lists, shows and replays runs', async () => {
      expect((await figscope.json(['runs', 'list'])).value).toMatchObject({
        runs: [{ id: run, corpus: 'dots', status: 'done', step: 12, steps: 12 }],
      });
      expect((await figscope.json(['runs', 'show', run])).value).toMatchObject({
        id: run,
        status: 'done',
        config: { batchSize: 16, checkpointEvery: 4, seed: 0 },
        segments: [{ fromStep: 0, toStep: 12, ended: 'done' }],
        checkpoints: [4, 8, 12],
        best: { pool: 12 },
      });
      const tail = await figscope.lines(['runs', 'tail', run, '--after', '10']);
      expect(stepsOf(tail.lines)).toEqual([11, 12]);
      expect(await figscope.json(['runs', 'resume', run])).toMatchObject({
        code: 1,
        value: { error: { code: 'conflict', detail: { remedy: expect.stringContaining('--from') } } },
      });
    });

    it('keeps a checkpoint as a model, which trains on', async () => {
      const kept = await figscope.json(['model', 'keep', run, '--name', 'mine', '--step', '8']);
      expect(kept).toMatchObject({ code: 0, value: { name: 'mine', origin: 'imported' } });
      const shown = await figscope.json(['model', 'show', 'mine']);
      expect(shown.value).toMatchObject({
        parameters: anyNumber,
        tensors: expect.arrayContaining([expect.objectContaining({ name: 'logit_scale' })]),
        config: { embedDim: anyNumber },
        tokenizer: { kind: expect.any(String), contextLength: 64 },
        passport: { model: 'mine', weightsHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
      const more = await figscope.lines([
        'train',
        'dots',
        '--from',
        'mine',
        '--set',
        'steps=2',
        'batchSize=16',
        'microBatch=4',
      ]);
      expect(more.lines.at(-1)).toMatchObject({ done: true, step: 2 });
      const second = textOf(more.lines[0], 'run');
      const { value: details } = await figscope.json(['runs', 'show', second]);
      expect(details).toMatchObject({ config: { batchSize: 16, microBatch: 4 }, status: 'done' });
      const looked = await figscope.json(['runs', 'remove', second, '--dry-run']);
      expect(looked.value).toMatchObject({ run: second, step: 2, checkpoints: [2] });
      expect((await figscope.json(['runs', 'remove', second])).value).toMatchObject({ run: second });
      expect(await figscope.json(['model', 'remove', 'mine'])).toMatchObject({ code: 0 });
      const names = (await figscope.json(['model', 'list'])).value;
      expect(names).toMatchObject({
        models: expect.arrayContaining([expect.objectContaining({ name: `run:${run}` })]),
      });
      expect(JSON.stringify(names)).not.toContain('"mine"');
    });

    it('encodes images and texts to unit vectors, the same ones every time', async () => {
      const model = ['--model', `run:${run}`];
      const tokens = join(figscope.folder, 'tokens.json');
      const first = await figscope.json([
        'encode',
        ...model,
        '--text',
        'a red circle',
        'a red circle',
        'a blue cross',
        '--image',
        join(figures, 'images', '0000.png'),
      ]);
      const encoded = encodings.parse(first.value);
      expect(encoded.embeddings).toHaveLength(4);
      for (const row of encoded.embeddings) expect(Math.hypot(...row)).toBeCloseTo(1, 5);
      const [, red, again, blue] = encoded.embeddings;
      expect(again).toEqual(red);
      expect(blue).not.toEqual(red);
      expect(encoded.logitScale).toBeGreaterThan(1);
      expect(first.value).toMatchObject({ passport: { model: `run:${run}`, precision: 'fp32' } });
      // The tokens that it shows are the ones that it used.
      writeFileSync(tokens, JSON.stringify([encoded.tokens?.[2]]));
      const second = await figscope.json(['encode', ...model, '--tokens', tokens]);
      const [row] = encodings.parse(second.value).embeddings;
      row.forEach((value, index) => expect(value).toBeCloseTo(blue[index], 5));
    });

    it('embeds a corpus, and does nothing the second time', async () => {
      expect(await figscope.json(['search', 'dots', '--text', 'a red circle'])).toMatchObject({
        code: 1,
        value: {
          error: { code: 'not-found', detail: { remedy: expect.stringContaining('figscope embed dots') } },
        },
      });
      const embed = ['embed', 'dots', '--model', `run:${run}`];
      const first = await figscope.json(embed);
      expect(first).toMatchObject({
        code: 0,
        value: {
          embedding: expect.any(String),
          images: 96,
          texts: 96,
          imagesPerSecond: anyNumber,
          textsPerSecond: anyNumber,
          seconds: anyNumber,
        },
      });
      const again = await figscope.run(embed);
      expect(again.stdout).toContain('Nothing left to embed');
    });

    it('searches by text, by image and by example', async () => {
      const byText = await figscope.json(['search', 'dots', '--text', 'a red circle', '-k', '5']);
      const hit = { figure: anyNumber, rank: 1, cosine: anyNumber, caption: expect.any(String) };
      const embedding = { id: expect.any(String), model: `run:${run}@12` };
      expect(byText).toMatchObject({
        code: 0,
        value: { exact: true, pool: 96, hidden: [], embedding, milliseconds: anyNumber },
      });
      expect(hitsOf(byText.value)).toHaveLength(5);
      expect(hitsOf(byText.value)[0]).toMatchObject(hit);
      const image = join(figures, 'images', '0033.png');
      const byImage = hitsOf((await figscope.json(['search', 'dots', '--image', image, '-k', '5'])).value);
      // The very image is in the corpus; drawings that differ in a shade alone may tie with it.
      const itself = byImage.find(({ figure }) => figure === 33);
      expect(itself?.cosine).toBeCloseTo(1, 2);
      expect(itself?.cosine).toBeCloseTo(byImage[0].cosine ?? 0, 2);
      const like = await figscope.json(['search', 'dots', '--like', '33', '-k', '3']);
      expect(hitsOf(like.value).map(({ figure }) => figure)).not.toContain(33);
      const words = await figscope.json(['search', 'dots', '--text', 'red circle', '--mode', 'lexical']);
      expect(hitsOf(words.value)[0].caption).toContain('red circle');
    });

    it('judges retrieval over a split', async () => {
      const recall = { r1: anyNumber, r5: anyNumber, r10: anyNumber, medianRank: anyNumber, mrr: anyNumber };
      expect(await figscope.json(['evaluate', 'retrieval', 'dots', '--model', `run:${run}`])).toMatchObject({
        code: 0,
        value: { pool: 12, split: 'test', textToImage: recall, imageToText: { ...recall, ci: anyCi } },
      });
    });

    it('classifies what it can read, and says on its line why it could not', async () => {
      const broken = join(figscope.folder, 'broken.png');
      writeFileSync(broken, readFileSync(join(figures, 'images', '0000.png')).subarray(0, 60));
      const good = join(figures, 'images', '0001.png');
      const missing = join(figscope.folder, 'missing.png');
      const out = join(figscope.folder, 'results.csv');
      const model = ['--model', `run:${run}`];
      const labels = ['--labels', 'green circle, red square'];
      const classify = ['classify', good, broken, missing, ...model, ...labels, '--out', out];
      const { code, lines } = await figscope.lines(classify);
      expect(code).toBe(3);
      expect(lines).toHaveLength(3);
      const of = (path: string) => lines.find((line) => textOf(line, 'path') === path);
      expect(of(good)).toMatchObject({
        recognised: { format: 'png', width: 80, height: 80, bits: 8, frames: 1, prepare: expect.any(String) },
        results: expect.arrayContaining([
          expect.objectContaining({ label: 'green circle', cosine: anyNumber }),
        ]),
      });
      const { results } = classified.parse(of(good));
      expect(results.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
      const error = { code: expect.any(String), message: expect.any(String) };
      expect(of(broken)).toMatchObject({ error });
      expect(of(missing)).toMatchObject({ error });
      const table = readFileSync(out, 'utf8').trimEnd().split('\n');
      expect(table).toHaveLength(4);
      expect(table[0]).toContain('cosine green circle');
    });
  });

  describe('foreign models', () => {
    const folder = sharedPath('golden/tiny-biomedclip');
    it.skipIf(!folder)('are imported from an open_clip folder, shown and removed', async () => {
      const imported = await figscope.json(['model', 'import', folder ?? '', '--name', 'tiny-biomedclip']);
      expect(imported).toMatchObject({ code: 0, value: { name: 'tiny-biomedclip', parameters: anyNumber } });
      expect(
        await figscope.json(['model', 'import', folder ?? '', '--name', 'tiny-biomedclip']),
      ).toMatchObject({
        code: 1,
        value: { error: { code: 'conflict' } },
      });
      const encoded = await figscope.json([
        'encode',
        '--model',
        'tiny-biomedclip',
        '--text',
        'a chest radiograph',
      ]);
      const [row] = encodings.parse(encoded.value).embeddings;
      expect(Math.hypot(...row)).toBeCloseTo(1, 5);
      expect(await figscope.json(['model', 'remove', 'tiny-biomedclip'])).toMatchObject({ code: 0 });
    });
  });
});
