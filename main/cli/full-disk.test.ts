/** A full disk: what was confirmed stays, and the same command goes on when there is room again. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope, textOf } from './test-figscope.ts';

/** A small disk of its own can be made by the system's administrator on Linux alone. */
const canMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    // In a mount namespace of its own: tells whether it is allowed, and leaves nothing.
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const count = 576;
const figuresIn = z.object({ figures: z.number() });

describe.skipIf(!isBuilt || !canMount)('on a disk that is full', () => {
  let figscope: Figscope;
  let figures: string;
  let mounted = false;
  const mount = (options: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', figscope.home]);

  beforeAll(async () => {
    figscope = newFigscope();
    figures = await writeFigures(join(figscope.folder, 'figures'), count);
    mkdirSync(figscope.home);
  });
  afterEach(() => {
    if (mounted) execFileSync('umount', ['--lazy', figscope.home]);
    mounted = false;
  });
  afterAll(() => figscope.dispose());

  it('an import says so, keeps what it had committed, and completes when there is room', async () => {
    mount('size=320k');
    mounted = true;
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
    mount('remount,size=64m');
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
    mount('size=26m');
    mounted = true;
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

    mount('remount,size=128m');
    const resumed = await figscope.lines(['runs', 'resume', run]);
    expect(resumed.code).toBe(0);
    expect(resumed.lines.at(-1)).toMatchObject({ done: true, step: 20 });
  });
});
