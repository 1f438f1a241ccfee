/** Several commands on one home: one of them is the host, the others join it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { deadPid } from '#main/host/test-home.ts';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope, type Running, stepsOf, textOf } from './test-figscope.ts';

const announcement = z.object({ pid: z.number(), url: z.string(), secret: z.string() });

describe.skipIf(!isBuilt)('commands on one home', () => {
  let figscope: Figscope;
  let hostFile: string;
  beforeAll(async () => {
    figscope = newFigscope();
    hostFile = join(figscope.home, 'host.json');
    const figures = await writeFigures(join(figscope.folder, 'figures'), 96);
    await figscope.json(['import', figures, '--corpus', 'dots']);
  });
  afterAll(() => figscope.dispose());

  const announced = () => announcement.parse(JSON.parse(readFileSync(hostFile, 'utf8')));
  /** A run that would go on for a long time. */
  const longTraining = [
    'train',
    'dots',
    '--json',
    '--set',
    'steps=20000',
    'batchSize=16',
    'checkpointEvery=5',
  ];
  const interrupt = async (running: Running) => {
    running.child.kill('SIGINT');
    return (await running.ended).code;
  };

  it('leave no announcement behind', () => {
    expect(existsSync(hostFile)).toBe(false);
  });

  it('ignore the announcement of a host that is gone', async () => {
    const secret = 'x';
    writeFileSync(hostFile, JSON.stringify({ pid: await deadPid(), url: 'http://127.0.0.1:9', secret }));
    expect(await figscope.json(['runs', 'list'])).toMatchObject({ code: 0 });
    // Its number belongs to another program by now, and nobody listens.
    writeFileSync(hostFile, JSON.stringify({ pid: process.pid, url: 'http://127.0.0.1:9', secret }));
    expect(await figscope.json(['runs', 'list'])).toMatchObject({ code: 0 });
  });

  describe('while the workbench is served', () => {
    let server: Running;
    beforeAll(async () => {
      server = figscope.start(['serve', '--json', '--port', '0']);
      await server.line('url');
    });

    it('join it', async () => {
      expect(server.lines()).toMatchObject([
        { url: expect.any(String), pid: server.pid, version: expect.any(String) },
      ]);
      expect(announced()).toMatchObject({ pid: server.pid });
      expect(await figscope.json(['config', 'set', 'annotator', 'Grace'])).toMatchObject({ code: 0 });
      expect((await figscope.json(['config', 'get', 'annotator'])).value).toEqual({ annotator: 'Grace' });
      const { value } = await figscope.json(['query', 'dots', '--text', 'circle', '--limit', '1']);
      expect(value).toMatchObject({ total: expect.any(Number), ids: [expect.any(Number)] });
      const failed = await figscope.json(['query', 'dots', '--filter', 'colour:red']);
      expect(failed).toMatchObject({ code: 2, value: { error: { code: 'invalid-input' } } });
    });

    it('are not a second host', async () => {
      expect(await figscope.json(['serve'])).toMatchObject({
        code: 1,
        value: {
          error: {
            code: 'conflict',
            message: expect.stringContaining(`process ${server.pid}`),
            detail: { pid: server.pid, remedy: expect.stringContaining('--home') },
          },
        },
      });
      expect(announced()).toMatchObject({ pid: server.pid });
    });

    it('leave a run to the host that trains it', async () => {
      const training = figscope.start(longTraining);
      const run = textOf(await training.line('run'), 'run');
      await training.line('step');
      expect(await interrupt(training)).toBe(130);
      expect(training.said().stderr).toContain(`figscope runs tail ${run} --follow`);
      expect((await figscope.json(['runs', 'show', run])).value).toMatchObject({ status: 'running' });
      const stopped = await figscope.json(['runs', 'stop', run]);
      expect(stopped).toMatchObject({ code: 0, value: { id: run, status: 'stopped' } });
      expect(z.object({ step: z.number() }).parse(stopped.value).step).toBeGreaterThan(0);
    });

    it('are on their own again when it has ended', async () => {
      expect(await interrupt(server)).toBe(0);
      expect(existsSync(hostFile)).toBe(false);
      expect((await figscope.json(['config', 'get', 'annotator'])).value).toEqual({ annotator: 'Grace' });
    });
  });

  describe('while a command trains', () => {
    it('see its run, follow it and stop it', async () => {
      const training = figscope.start(longTraining);
      const run = textOf(await training.line('run'), 'run');
      await training.line('step');
      expect(announced()).toMatchObject({ pid: training.pid });
      const shown = await figscope.json(['runs', 'show', run]);
      expect(shown.value).toMatchObject({ id: run, status: 'running', steps: 20000 });
      const follower = figscope.start(['runs', 'tail', run, '--follow', '--json']);
      await follower.line('step');
      const stopped = await figscope.json(['runs', 'stop', run]);
      expect(stopped).toMatchObject({ code: 0, value: { id: run, status: 'stopped' } });
      for (const { ended, lines } of [training, follower]) {
        expect((await ended).code).toBe(0);
        expect(lines().at(-1)).toMatchObject({ done: true, run, checkpoint: expect.any(Number) });
      }
      expect(stepsOf(follower.lines())).toEqual(stepsOf(training.lines()));
      expect(existsSync(hostFile)).toBe(false);
    });

    it('train after it, in its process, which stays for them', async () => {
      const first = figscope.start(longTraining);
      const run = textOf(await first.line('run'), 'run');
      await first.line('step');
      const second = figscope.start(['train', 'dots', '--json', '--set', 'steps=3', 'batchSize=16']);
      const next = textOf(await second.line('run'), 'run');
      const list = await figscope.json(['runs', 'show', next]);
      expect(list.value).toMatchObject({ status: 'queued' });
      await figscope.json(['runs', 'stop', run]);
      const ended = await second.ended;
      expect(second.lines().at(-1)).toMatchObject({ done: true, run: next, step: 3 });
      expect(ended.code).toBe(0);
      expect((await first.ended).code).toBe(0);
      expect((await figscope.json(['runs', 'show', next])).value).toMatchObject({ status: 'done' });
    });
  });

  it('may all be the first', async () => {
    const fresh = newFigscope();
    try {
      const figures = join(figscope.folder, 'figures');
      const imports = await Promise.all(
        ['one', 'two', 'one'].map((corpus) => fresh.json(['import', figures, '--corpus', corpus])),
      );
      for (const { code, value } of imports)
        expect({ code, value }).toMatchObject({ code: 0, value: { totals: { figures: 96 } } });
      for (const corpus of ['one', 'two'])
        expect((await fresh.json(['corpus', 'stats', corpus])).value).toMatchObject({
          figures: 96,
          pairs: 96,
        });
    } finally {
      await fresh.dispose();
    }
  });
});
