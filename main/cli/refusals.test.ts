/** What cannot be done is refused with a plain sentence, what to do instead, and the right exit code. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope, textOf } from './test-figscope.ts';

const refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    detail: z.looseObject({ remedy: z.string().optional() }),
  }),
});
/** A sentence for people: no error numbers, no calls of the contract, no stack. */
const plainSentence = /^(?!.*\b(?:E[A-Z]{4,}|undefined|NaN|Error:)\b)(?!\w+\.\w+ was given)[^\n]{10,}\.$/s;
const anyText = expect.any(String);

describe.skipIf(!isBuilt)('figscope refuses', () => {
  let figscope: Figscope;
  let figures: string;
  let model: string;
  const path = (...names: string[]) => join(figscope.folder, ...names);

  beforeAll(async () => {
    figscope = newFigscope();
    figures = await writeFigures(path('figures'), 32);
    mkdirSync(path('empty'));
    mkdirSync(path('one'));
    writeFileSync(path('one', 'a.png'), readFileSync(join(figures, 'images', '0000.png')));
    writeFileSync(path('one', 'a.txt'), 'A red circle.');
    writeFileSync(path('text.bin'), 'This is no image and no archive.');
    await figscope.json(['import', figures, '--corpus', 'dots']);
    await figscope.json(['import', path('one'), '--corpus', 'one']);
    const { lines } = await figscope.lines(['train', 'dots', '--set', 'steps=2', 'batchSize=8']);
    model = textOf(lines.at(-1), 'model');
  });
  afterAll(() => figscope.dispose());

  /** The refusal of a command. It is said to people too, in the same words. */
  const refused = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await figscope.run([...args, '--json']);
    const line = stdout.trimEnd().split('\n').at(-1) ?? '';
    const { error } = refusal.parse(JSON.parse(line));
    expect(error.message).toMatch(plainSentence);
    expect(stderr).toContain(error.message);
    return { exit: code, code: error.code, message: error.message, remedy: error.detail.remedy ?? '' };
  };

  describe('wrong use, with exit code 2', () => {
    const wrong: readonly [name: string, args: () => readonly string[], says: string | RegExp][] = [
      [
        'a filter with an unknown field',
        () => ['query', 'dots', '--filter', 'colour:red'],
        /no field "colour"/,
      ],
      ['an order that is none', () => ['query', 'dots', '--sort', 'beauty'], '--sort cannot be beauty.'],
      ['a search from nothing', () => ['search', 'dots'], /exactly one of --text, --image and --like/],
      [
        'a setting of a run that is none',
        () => ['train', 'dots', '--set', 'lr=1'],
        /no run configuration key lr/,
      ],
      ['half a step', () => ['train', 'dots', '--steps', '1.5'], /^steps: /],
      [
        'a name no corpus can have',
        () => ['import', figures, '--corpus', 'No!'],
        /^corpus: a corpus name has/,
      ],
      [
        'shares that are none',
        () => ['import', figures, '--corpus', 'x', '--split', '1,2'],
        /--split needs 3 numbers/,
      ],
      ['labels without text', () => ['classify', figures, '--model', model, '--labels', ' , '], /no label/],
      [
        'a template without a place for the label',
        () => ['classify', figures, '--model', model, '--labels', 'a,b', '--template', 'a photo'],
        /template contains \{\}/,
      ],
      ['nothing to encode', () => ['encode', '--model', model], 'There is nothing to encode.'],
      [
        'a device that is none',
        () => ['encode', '--model', model, '--text', 'x', '--device', 'sofa'],
        '--device cannot be sofa.',
      ],
      ['a port that is none', () => ['serve', '--port', '99999'], /--port needs a whole number/],
      [
        'threads that are none',
        () => ['corpus', 'list', '--threads', 'many'],
        /--threads needs a whole number/,
      ],
      ['what is no image', () => ['encode', '--model', model, '--image', path('text.bin')], /text\.bin: /],
    ];
    it.each(wrong)('%s', async (_, args, says) => {
      const answer = await refused(args());
      expect(answer).toMatchObject({ exit: 2, code: 'invalid-input', message: expect.stringMatching(says) });
      expect(answer.remedy).not.toBe('');
    });

    it('a verb or an option that does not exist, and a missing argument', async () => {
      for (const args of [
        ['dance'],
        ['corpus', 'stats'],
        ['query', 'dots', '--colour', 'red'],
        ['embed', 'dots'],
      ]) {
        const { code, stdout, stderr } = await figscope.run([...args, '--json']);
        expect({ code, error: refusal.parse(JSON.parse(stdout)).error }).toMatchObject({
          code: 2,
          error: { code: 'invalid-input', message: anyText },
        });
        expect(stderr).toMatch(/^error: /);
      }
      expect((await figscope.run([])).code).toBe(2);
      expect(await figscope.run(['--help'])).toMatchObject({ code: 0, stderr: '' });
    });
  });

  describe('what is not there or cannot be, with exit code 1', () => {
    const impossible: readonly [
      string,
      () => readonly string[],
      code: string,
      says: string | RegExp,
      remedy: RegExp,
    ][] = [
      [
        'a corpus',
        () => ['corpus', 'stats', 'nope'],
        'not-found',
        'There is no corpus nope.',
        /figscope import/,
      ],
      [
        'a figure',
        () => ['corpus', 'show', 'dots', 'A1/none'],
        'not-found',
        /no figure "A1\/none"/,
        /row id/,
      ],
      [
        'a model',
        () => ['encode', '--model', 'nope', '--text', 'x'],
        'not-found',
        'There is no model nope.',
        /run:/,
      ],
      ['a run', () => ['runs', 'show', 'nope'], 'not-found', 'There is no run nope.', /runs list/],
      [
        'a run as a model',
        () => ['model', 'show', 'run:nope'],
        'not-found',
        'There is no run nope.',
        /runs list/,
      ],
      ['a preset', () => ['train', 'dots', '--preset', 'huge'], 'not-found', /no preset huge/, /nano/],
      ['a setting', () => ['config', 'get', 'nope'], 'not-found', /no setting nope/, /theme/],
      ['a source', () => ['import', path('none'), '--corpus', 'x'], 'not-found', /nothing at/, /path/],
      [
        'a file of tokens',
        () => ['encode', '--model', model, '--tokens', path('none')],
        'not-found',
        /^--tokens: /,
        /path/,
      ],
      [
        'a table that cannot be written',
        () => ['classify', figures, '--model', model, '--labels', 'a,b', '--out', path('none', 'x.csv')],
        'not-found',
        /^--out: .* its folder does not exist\.$/,
        /another path/,
      ],
      [
        'a folder of no model',
        () => ['model', 'import', path('empty'), '--name', 'm'],
        'not-found',
        /open_clip_config/,
        /--preset/,
      ],
      [
        'an embedding',
        () => ['search', 'dots', '--text', 'x'],
        'not-found',
        /no embedding/,
        /figscope embed dots/,
      ],
      [
        'an engine',
        () => ['encode', '--model', model, '--text', 'x', '--engine', 'tensorflow'],
        'unavailable',
        /TensorFlow is not installed/,
        /figscope engine install tensorflow/,
      ],
      [
        'a precision',
        () => ['train', 'one', '--precision', 'bf16'],
        'unsupported',
        /computes in bf16/,
        /figscope engine install tensorflow, or use --precision fp32/,
      ],
      [
        'a device',
        () => ['embed', 'dots', '--model', model, '--device', 'gpu:7'],
        'unsupported',
        /gpu:7/,
        /--device cpu/,
      ],
      // Its only article is in another split.
      [
        'a split without pairs',
        () => ['evaluate', 'retrieval', 'one', '--model', model, '--split', 'dev'],
        'invalid-input',
        /no pair/,
        /split/,
      ],
    ];
    it.each(impossible)('%s', async (_, args, code, says, remedy) => {
      const answer = await refused(args());
      const exit = code === 'invalid-input' ? 2 : 1;
      expect(answer).toMatchObject({ exit, code, message: expect.stringMatching(says) });
      expect(answer.remedy).toMatch(remedy);
    });

    it('a port that another program uses', async () => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const address = other.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const answer = await refused(['serve', '--port', String(port)]);
      other.close();
      expect(answer).toMatchObject({
        exit: 1,
        code: 'unavailable',
        message: expect.stringContaining(`Port ${port}`),
      });
      expect(answer.remedy).toContain('--port');
      // It is not left behind as the host of this home.
      expect(await figscope.json(['runs', 'list'])).toMatchObject({ code: 0 });
    });

    it.skipIf(process.getuid?.() !== 0)('a home that may not be written', async () => {
      // Root may write everywhere; so it is asked for as nobody.
      const { code, stdout } = await figscope.run(['corpus', 'list', '--json'], { uid: 65_534, gid: 65_534 });
      expect(code).toBe(1);
      expect(refusal.parse(JSON.parse(stdout)).error).toMatchObject({
        code: 'permission-denied',
        message: `Figscope may not write in ${figscope.home}.`,
        detail: { remedy: expect.stringContaining('--home') },
      });
    });
  });

  describe('training that has too little to learn from, and does the rest', () => {
    it('a batch larger than the corpus', async () => {
      const answer = await refused(['train', 'dots', '--set', 'batchSize=500']);
      expect(answer).toMatchObject({
        exit: 1,
        code: 'invalid-input',
        message: expect.stringMatching(/500.* 24 training pairs/),
      });
      expect(answer.remedy).toContain('--set batchSize=12');
    });

    it('a corpus of one figure', async () => {
      const answer = await refused(['train', 'one']);
      expect(answer).toMatchObject({ exit: 1, code: 'invalid-input' });
      expect(await figscope.json(['embed', 'one', '--model', model])).toMatchObject({
        value: { images: 1, texts: 1 },
      });
      const { value } = await figscope.json(['search', 'one', '--text', 'a red circle']);
      expect(value).toMatchObject({ hits: [{ figure: 0, rank: 1 }], pool: 1 });
      expect((await figscope.json(['search', 'one', '--like', '0'])).value).toMatchObject({ hits: [] });
    });
  });

  describe('inputs one by one, with exit code 3', () => {
    it('sources that hold nothing', async () => {
      for (const source of [path('empty'), path('text.bin')]) {
        expect(await figscope.json(['import', source, '--corpus', 'nothing'])).toMatchObject({
          code: 3,
          value: { figures: 0, rejected: [{ source, code: 'no-figures', message: anyText }] },
        });
      }
    });

    it('files that are no images, folders without files', async () => {
      const paths = [path('text.bin'), path('empty'), path('one', 'a.png')];
      const { code, lines } = await figscope.lines([
        'classify',
        ...paths,
        '--model',
        model,
        '--labels',
        'a,b',
      ]);
      expect(code).toBe(3);
      const byPath = new Map(lines.map((line) => [textOf(line, 'path'), line]));
      expect(byPath.get(paths[0])).toMatchObject({ error: { code: 'invalid-input' } });
      expect(byPath.get(paths[1])).toMatchObject({
        error: { code: 'not-found', message: expect.stringContaining('no files') },
      });
      expect(byPath.get(paths[2])).toMatchObject({ results: [{ rank: 1 }, { rank: 2 }] });
    });
  });
});
