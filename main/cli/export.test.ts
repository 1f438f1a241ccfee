/** `figscope export`: what it prints, how it ends, and that what it wrote can be imported again. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';

const count = 128;

describe.skipIf(!isBuilt)('figscope export', () => {
  let figscope: Figscope;
  let figures: string;
  const at = (name: string): string => join(figscope.folder, name);
  const exporting = (format: string, out: string): readonly string[] => [
    'export',
    'dots',
    '--format',
    format,
    '--out',
    at(out),
  ];
  beforeAll(async () => {
    figscope = newFigscope();
    figures = await writeFigures(at('figures'), count);
    await figscope.json(['import', figures, '--corpus', 'dots']);
  });
  afterAll(() => figscope.dispose());

  it('counts first, then writes, and everything comes back', async () => {
    const command = ['export', 'dots', '--format', 'webdataset', '--out', at('out'), '--shard-figures', '50'];
    const tried = await figscope.json([...command, '--dry-run']);
    expect(tried).toMatchObject({ code: 0, value: { figures: count, files: 0, byLicense: { none: count } } });
    expect(existsSync(at('out'))).toBe(false);
    const written = await figscope.json(command);
    expect(written).toMatchObject({
      code: 0,
      value: { figures: count, files: expect.any(Number), bytes: expect.any(Number), skipped: [] },
    });
    expect(readdirSync(join(at('out'), 'train'))).toEqual([
      'shard-000000.tar',
      'shard-000001.tar',
      'sizes.json',
    ]);
    expect(await figscope.json(['import', at('out'), '--corpus', 'back'])).toMatchObject({
      code: 0,
      value: { figures: count, rejected: [] },
    });
  });

  it('takes words, filter, splits and licences together', async () => {
    const { value } = await figscope.json([
      ...exporting('csv', 'some'),
      '--text',
      'circle',
      '--filter',
      'year>=2010',
      '--split',
      'train,dev',
      '--licenses',
      'none,CC0',
    ]);
    const { figures: taken, bySplit } = z
      .object({ figures: z.number(), bySplit: z.record(z.string(), z.number()) })
      .parse(value);
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(count / 4);
    expect(Object.keys(bySplit)).not.toContain('test');
  });

  it('ends with 3 when figures are left out, and names them', async () => {
    await figscope.json(['import', await writeFigures(at('few'), 8), '--corpus', 'few']);
    const [gone] = readdirSync(at('few'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.png'),
    );
    rmSync(join(at('few'), gone ?? ''));
    const { code, value } = await figscope.json([
      'export',
      'few',
      '--format',
      'parquet',
      '--out',
      at('parquet'),
    ]);
    expect(code).toBe(3);
    expect(value).toMatchObject({
      figures: 7,
      skippedCount: 1,
      skipped: [
        { figure: expect.any(String), code: 'not-found', message: expect.stringContaining('cannot be read') },
      ],
    });
  });

  it('refuses a licence that there is not', async () => {
    const options = ['--format', 'csv', '--out', at('x'), '--licenses', 'MIT'];
    expect(await figscope.json(['export', 'dots', ...options])).toMatchObject({
      value: { error: { code: 'invalid-input', message: '--licenses cannot be MIT.' } },
    });
  });

  it('refuses a folder that is not empty, and leaves it alone', async () => {
    const ended = await figscope.json(['export', 'dots', '--format', 'csv', '--out', figures]);
    expect(ended).toMatchObject({ code: 1, value: { error: { code: 'conflict' } } });
    expect(existsSync(join(figures, 'manifest.json'))).toBe(false);
  });

  it.each([
    ['Ctrl-C', 'SIGINT'],
    ['a kill', 'SIGKILL'],
  ] as const)('goes on where %s ended it', async (_, signal) => {
    const out = at(`stopped-${signal}`);
    const command = ['export', 'dots', '--format', 'imagefolder', '--out', out];
    const running = figscope.start([...command, '--json']);
    await vi.waitFor(() => expect(existsSync(join(out, 'train'))).toBe(true), {
      timeout: 60_000,
      interval: 2,
    });
    running.child.kill(signal);
    await running.ended;
    expect(await figscope.json(command)).toMatchObject({ code: 0, value: { figures: count, skipped: [] } });
  });
});
