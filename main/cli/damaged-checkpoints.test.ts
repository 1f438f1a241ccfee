/** A run whose checkpoints were damaged on the disk goes on from one that was not, or says that there is none. */
import { closeSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';
import { engineSetting, lossesOf, reached, showRun, trainTo } from './test-training.ts';

/** Turns one bit in the middle of a file, where it looks like any other number. */
function turnBit(path: string): void {
  const file = openSync(path, 'r+');
  const middle = Math.floor(statSync(path).size / 2);
  const byte = new Uint8Array(1);
  readSync(file, byte, 0, 1, middle);
  byte[0] ^= 0b100;
  writeSync(file, byte, 0, 1, middle);
  closeSync(file);
}

describe.skipIf(!isBuilt)('a run with damaged checkpoints', () => {
  let figscope: Figscope;
  let run: string;
  const checkpointsIn = (of: string) => join(figscope.home, 'runs', of, 'checkpoints');
  const folderOf = (step: number) => join(checkpointsIn(run), `step-${String(step).padStart(7, '0')}`);

  beforeAll(async () => {
    figscope = newFigscope();
    const figures = await writeFigures(join(figscope.folder, 'figures'), 96);
    await figscope.json(['import', figures, '--corpus', 'dots']);
    const set = [
      'steps=20000',
      'batchSize=16',
      'checkpointEvery=8',
      'validateEvery=20000',
      'threads=1',
      ...engineSetting,
    ];
    const started = await trainTo(figscope, ['train', 'dots', '--json', '--set', ...set], 10);
    run = started.run;
    started.running.child.kill('SIGINT');
    await started.running.ended;
  });
  afterAll(() => figscope.dispose());

  it.each(['model.safetensors', 'optimizer-first-moments.safetensors'])(
    'goes on from the one before when a bit of %s has turned',
    async (file) => {
      const before = (await showRun(figscope, run)).checkpoints;
      const [older, newest] = before.slice(-2);
      turnBit(join(folderOf(newest), file));
      const resumed = figscope.start(['runs', 'resume', run, '--json']);
      await reached(resumed, newest + 1);
      resumed.child.kill('SIGINT');
      expect((await resumed.ended).code).toBe(130);
      const after = await showRun(figscope, run);
      expect(after.segments.at(-1)).toMatchObject({ fromStep: older, ended: 'stopped' });
      expect(lossesOf(resumed.lines())[0][0]).toBe(older + 1);
      // Nobody takes the damaged one for a model of the run.
      expect(readdirSync(checkpointsIn(run)).filter((name) => name.endsWith('.damaged'))).toContain(
        `step-${String(newest).padStart(7, '0')}.damaged`,
      );
    },
  );

  it('says so when all of them are, and starts nothing anew over them', async () => {
    const { checkpoints } = await showRun(figscope, run);
    expect(checkpoints.length).toBeGreaterThan(1);
    for (const step of checkpoints) turnBit(join(folderOf(step), 'model.safetensors'));
    for (let attempt = 0; attempt < 2; attempt++) {
      const { code, lines } = await figscope.lines(['runs', 'resume', run]);
      expect(code).toBe(1);
      expect(lines.at(-1)).toMatchObject({
        error: {
          code: 'invalid-input',
          message: `All ${checkpoints.length} checkpoints of this run are damaged.`,
          detail: { remedy: expect.stringContaining('Start a new run') },
        },
      });
    }
    expect(await showRun(figscope, run)).toMatchObject({ status: 'failed', checkpoints });
  });
});
