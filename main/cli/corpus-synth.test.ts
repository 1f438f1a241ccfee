import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';

let figscope: Figscope;

beforeEach(() => {
  figscope = newFigscope();
});

afterEach(() => figscope.dispose());

const synth = (rows: number, ...more: string[]): string[] => [
  'corpus',
  'synth',
  'invented',
  '--rows',
  String(rows),
  ...more,
];

describe.skipIf(!isBuilt)('figscope corpus synth', () => {
  it('makes rows and vectors that can be listed and asked, once', async () => {
    const made = await figscope.json(synth(600, '--seed', '4', '--vectors', '16'));
    expect(made).toMatchObject({ code: 0, value: { rows: 600 } });
    expect(await figscope.json(synth(600, '--seed', '4', '--vectors', '16'))).toMatchObject({ code: 0 });
    expect(await figscope.json(['corpus', 'show', 'invented', 'SYN0000003/F2'])).toMatchObject({
      code: 0,
      value: { id: 11, image: { source: { kind: 'synthetic', seed: 11 } } },
    });
    expect(await figscope.json(['corpus', 'stats', 'invented'])).toMatchObject({
      code: 0,
      value: { figures: 600, articles: 120 },
    });
  });

  it('refuses a name that is taken, and numbers that make no sense', async () => {
    await figscope.run(synth(50));
    const taken = await figscope.run(synth(60));
    expect(taken.code).toBe(1);
    expect(taken.stderr).toMatch(/other synthetic rows: 50 of seed 0[^]*corpus remove invented/);
    expect((await figscope.run(synth(0))).code).toBe(2);
    expect((await figscope.run(synth(50, '--vectors', 'many'))).code).toBe(2);
  });

  it('killed in the middle, goes on with the same command', async () => {
    const running = figscope.start(synth(30_000));
    // The first transaction of 25,000 rows ends with a line of progress.
    const seen = Promise.withResolvers<void>();
    running.child.stderr?.on('data', (text: string) => {
      if (text.includes('rows')) seen.resolve();
    });
    await Promise.race([seen.promise, running.ended]);
    running.child.kill('SIGKILL');
    await running.ended;
    expect(await figscope.json(synth(30_000))).toMatchObject({ code: 0, value: { rows: 30_000 } });
    expect(await figscope.json(['query', 'invented', '--limit', '1'])).toMatchObject({
      code: 0,
      value: { total: 30_000 },
    });
  });
});
