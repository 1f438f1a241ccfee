/** Training that is killed, interrupted and resumed makes the same steps as one that is left alone. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope, workersOf } from './test-figscope.ts';
import { engineSetting, lossesOf, showRun, trainTo } from './test-training.ts';

const steps = 60;
describe.skipIf(!isBuilt)('a training run', () => {
  let figscope: Figscope;
  let undisturbed: [number, number][];

  const set = [
    `steps=${steps}`,
    'batchSize=16',
    'checkpointEvery=10',
    'validateEvery=20',
    'threads=1',
    'seed=5',
    ...engineSetting,
  ];
  const train = ['train', 'dots', '--json', '--set', ...set];

  beforeAll(async () => {
    figscope = newFigscope();
    const figures = await writeFigures(join(figscope.folder, 'figures'), 96);
    await figscope.json(['import', figures, '--corpus', 'dots']);
    const { lines } = await figscope.lines(train);
    undisturbed = lossesOf(lines);
  });
  afterAll(() => figscope.dispose());

  /** What the log on disk says. */
  const logged = async (run: string) => lossesOf((await figscope.lines(['runs', 'tail', run])).lines);
  const expectSame = (losses: readonly [number, number][]) => {
    expect(losses.map(([step]) => step)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
    const differences = losses.map(([, loss], i) => Math.abs(loss - undisturbed[i][1]));
    expect(Math.max(...differences)).toBeLessThan(1e-6);
  };

  it('makes every step once when it is left alone', () => {
    expectSame(undisturbed);
    expect(new Set(undisturbed.map(([, loss]) => loss)).size).toBeGreaterThan(steps / 2);
  });

  it.skipIf(process.platform !== 'linux')('goes on by itself when its worker is killed', async () => {
    const { running, run } = await trainTo(figscope, train, 25);
    const [worker] = workersOf(running.pid, 'compute');
    process.kill(worker, 'SIGKILL');
    const { code } = await running.ended;
    expect(code).toBe(0);
    expect(running.lines().at(-1)).toMatchObject({ done: true, step: steps, checkpoint: steps });
    expectSame(lossesOf(running.lines()));
    const { status, segments } = await showRun(figscope, run);
    expect(status).toBe('done');
    expect(segments).toHaveLength(2);
    expect(segments[0].ended).toMatch(/^The training worker was killed at step \d+ by SIGKILL\.$/);
    // It lost the steps since the last checkpoint, no more.
    expect(segments[0].toStep - segments[1].fromStep).toBeLessThan(10);
    expect(segments[1].fromStep % 10).toBe(0);
    expect(segments[1]).toMatchObject({ toStep: steps, ended: 'done' });
    expectSame(await logged(run));
  });

  it('goes on from its last checkpoint when the whole process was killed', async () => {
    const { running, run } = await trainTo(figscope, train, 25);
    const workers = workersOf(running.pid, '');
    running.child.kill('SIGKILL');
    await running.ended;
    expect(await showRun(figscope, run)).toMatchObject({
      status: 'stopped',
      segments: [{ fromStep: 0, ended: 'Figscope ended' }],
    });
    // Nothing trains on behind one's back.
    await vi.waitFor(() => expect(workers.filter(isAlive)).toEqual([]), { timeout: 2000, interval: 20 });
    const { code, lines } = await figscope.lines(['runs', 'resume', run]);
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatchObject({ done: true, run, step: steps });
    expectSame(await logged(run));
    expect((await showRun(figscope, run)).segments).toHaveLength(2);
  });

  it('stops with a checkpoint at Ctrl-C and goes on from that step', async () => {
    const { running, run } = await trainTo(figscope, train, 12);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain(`figscope runs resume ${run}`);
    const { status, checkpoints, segments } = await showRun(figscope, run);
    expect(status).toBe('stopped');
    expect(segments).toMatchObject([{ fromStep: 0, ended: 'stopped' }]);
    expect(checkpoints.at(-1)).toBe(segments[0].toStep);
    expect(running.lines().at(-1)).toMatchObject({ done: true, run, step: segments[0].toStep });
    const before = lossesOf(running.lines());
    const resumed = await figscope.lines(['runs', 'resume', run]);
    expect(resumed.code).toBe(0);
    // No step is made twice.
    expect(lossesOf(resumed.lines)[0][0]).toBe(segments[0].toStep + 1);
    expectSame([...before, ...lossesOf(resumed.lines)]);
    expectSame(await logged(run));
  });

  it('leaves no half-written checkpoint behind', () => {
    const runs = join(figscope.home, 'runs');
    const checkpoints = readdirSync(runs).flatMap((run) => readdirSync(join(runs, run, 'checkpoints')));
    expect(checkpoints.length).toBeGreaterThan(3);
    expect(checkpoints.filter((name) => !/^step-\d{7}$/.test(name))).toEqual([]);
  });
});

/** Whether it still runs; one that has ended and that nobody asked about does not. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
