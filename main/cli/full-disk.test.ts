/** A full disk: what was confirmed stays, and the same command goes on when there is room again. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { canMount, mountSmallDisk, type SmallDisk } from '#main/dev/test-small-disk.ts';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope, textOf } from './test-figscope.ts';

const count = 576;
const figuresIn = z.object({ figures: z.number() });

describe.skipIf(!isBuilt || !canMount)('on a disk that is full', () => {
  let figscope: Figscope;
  let figures: string;
  let disk: SmallDisk | undefined;
  const mount = (options: string): SmallDisk => (disk = mountSmallDisk(figscope.home, options));

  beforeAll(async () => {
    figscope = newFigscope();
    figures = await writeFigures(join(figscope.folder, 'figures'), count);
    mkdirSync(figscope.home);
  });
  afterEach(() => {
    disk?.[Symbol.dispose]();
    disk = undefined;
  });
  afterAll(() => figscope.dispose());

  it('an import says so, keeps what it had committed, and completes when there is room', async () => {
    const small = mount('size=320k');
    const command = ['import', figures, '--corpus', 'dots'];
    expect(await figscope.json(command)).toMatchObject({
      code: 1,
      value: {
        error: {
          code: 'storage-full',
          message: expect.stringMatching(/^The disk is full: |: the disk is full\.$/),
          detail: { remedy: expect.stringContaining('Free some space') },
        },
      },
    });
    small.resize('size=64m');
    const { value } = await figscope.json(['corpus', 'stats', 'dots']);
    const kept = figuresIn.parse(value).figures;
    expect(kept).toBeLessThan(count);
    expect(await figscope.json(command)).toMatchObject({
      code: 0,
      value: { figures: count - kept, unchanged: kept, totals: { figures: count, pairs: count } },
    });
    expect((await figscope.json(['query', 'dots', '--text', 'circle', '--limit', '0'])).value).toMatchObject({
      total: count / 4,
    });
  });

  it('a run says so, keeps its last checkpoint, and goes on when there is room', async () => {
    // Room for the corpus and two checkpoints, each of about 11 MB.
    const small = mount('size=26m');
    await figscope.json(['import', figures, '--corpus', 'dots', '--limit', '96']);
    const set = ['steps=20', 'batchSize=16', 'checkpointEvery=5', 'validateEvery=20', 'threads=1'];
    const { code, lines } = await figscope.lines(['train', 'dots', '--set', ...set]);
    expect(code).toBe(1);
    const run = textOf(lines[0], 'run');
    expect(lines.at(-1)).toMatchObject({
      error: {
        code: 'storage-full',
        message: 'It was not possible to write the checkpoint of step 15: the disk is full.',
        detail: { remedy: expect.stringContaining('Free some space') },
      },
    });
    const shown = await figscope.json(['runs', 'show', run]);
    expect(shown.value).toMatchObject({ status: 'failed', checkpoints: [5, 10] });
    const checkpoints = join(figscope.home, 'runs', run, 'checkpoints');
    expect(readdirSync(checkpoints).sort()).toEqual(['step-0000005', 'step-0000010']);

    small.resize('size=128m');
    const resumed = await figscope.lines(['runs', 'resume', run]);
    expect(resumed.code).toBe(0);
    expect(resumed.lines.at(-1)).toMatchObject({ done: true, step: 20 });
  });
});
