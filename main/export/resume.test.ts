/** Exports that are interrupted, killed or begun twice: the same command ends with the same bytes. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { exportFormats, type ExportFormat } from '#app/domain/export.ts';
import { openCorpus } from '#main/store/corpus.ts';
import { exportCorpus } from './export-corpus.ts';
import { readState, stateName } from './export-state.ts';
import { exportFrom, itemsOf, request, temporary, writeItems } from './test-export.ts';
import { awkwardFigures, makeAwkwardCorpus } from './test-figures.ts';

let folder: ReturnType<typeof temporary>;
let corpusFolder: string;
beforeAll(async () => {
  folder = temporary();
  corpusFolder = folder.at('corpus');
  await makeAwkwardCorpus(corpusFolder);
});
afterAll(() => folder[Symbol.dispose]());

/** Every file of an export with the hash of its bytes; the manifest without the time at which it was made. */
function contentsOf(out: string): Record<string, string> {
  const paths = readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    paths
      .filter((path) => !statSync(join(out, path)).isDirectory())
      .map((path) => {
        const bytes = readFileSync(join(out, path));
        const text = path === 'manifest.json' ? bytes.toString().replace(/"createdAt": ".*"/, '') : bytes;
        return [path, createHash('sha256').update(text).digest('hex')];
      }),
  );
}

/** Several row groups to a file and several files to a split. */
const smallFiles = { parquetLimits: { rowsPerGroup: 2, bytesPerFile: 3000 } };

/** Leaves an export, as a crash would, when it has reported progress `updates` times. */
async function leave(format: ExportFormat, out: string, updates: number): Promise<void> {
  using corpus = openCorpus(corpusFolder, 'test');
  const { signal } = new AbortController();
  // A clock that jumps makes every figure report progress.
  let nowMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 300));
  try {
    let seen = 0;
    const pace = { ...smallFiles, checkpointIntervalMs: 900 };
    for await (const _ of exportCorpus(corpus, request({ format, out, shardFigures: 5 }), signal, pace)) {
      seen += 1;
      if (seen === updates) return;
    }
  } finally {
    clock.mockRestore();
  }
}

describe.each(exportFormats)('%s', (format) => {
  test('ends with the same bytes wherever it was interrupted', async () => {
    const whole = folder.at(`${format}-whole`);
    await exportFrom(corpusFolder, { format, out: whole, shardFigures: 5 }, smallFiles);
    const out = folder.at(`${format}-interrupted`);
    // Several crashes in one export, at different places between two checkpoints.
    for (const updates of [1, 4, 9, 2, 7]) await leave(format, out, updates);
    // It goes on from a checkpoint and does not begin again.
    expect((await readState(out))?.tally.figures).toBeGreaterThan(5);
    const result = await exportFrom(corpusFolder, { format, out, shardFigures: 5 }, smallFiles);
    expect(contentsOf(out)).toEqual(contentsOf(whole));
    // And once more: it is complete, and says the same.
    expect(await exportFrom(corpusFolder, { format, out, shardFigures: 5 })).toEqual(result);
    expect(contentsOf(out)).toEqual(contentsOf(whole));
  });
});

test.each(['webdataset', 'parquet'] as const)('a killed export as %s is completed', async (format) => {
  const whole = folder.at(`${format}-to-compare`);
  await exportFrom(corpusFolder, { format, out: whole, shardFigures: 5 });
  const out = folder.at(`${format}-killed`);
  const program = join(import.meta.dirname, 'test-kill-export.ts');
  const child = spawn(process.execPath, [program, corpusFolder, format, out], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await vi.waitFor(() => expect(existsSync(join(out, stateName))).toBe(true), {
    timeout: 20_000,
    interval: 2,
  });
  child.kill('SIGKILL');
  await ended;
  const result = await exportFrom(corpusFolder, { format, out, shardFigures: 5 });
  expect(result.figures).toBe(43);
  expect(contentsOf(out)).toEqual(contentsOf(whole));
});

describe('the folder', () => {
  test.each([
    ['with other files', (out: string) => writeFileSync(join(out, 'mine.txt'), 'x'), 'is not empty'],
    [
      'with a manifest of something else',
      (out: string) => writeFileSync(join(out, 'manifest.json'), '{"name":"app"}'),
      'is not empty',
    ],
    [
      'with a state that cannot be read',
      (out: string) => writeFileSync(join(out, stateName), '{"version":9}'),
      'is not empty',
    ],
  ])('%s is refused and left as it was', async (what, prepare, sentence) => {
    const out = folder.at(what.replaceAll(' ', '-'));
    mkdirSync(out);
    prepare(out);
    const before = contentsOf(out);
    await expect(exportFrom(corpusFolder, { format: 'csv', out })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(sentence),
      remedy: expect.stringContaining('new or empty folder'),
    });
    expect(contentsOf(out)).toEqual(before);
  });

  test('of another export is refused, interrupted or complete', async () => {
    const out = folder.at('other');
    await leave('csv', out, 3);
    const another = { code: 'conflict', message: expect.stringContaining('holds another export') };
    await expect(exportFrom(corpusFolder, { format: 'coco', out })).rejects.toMatchObject(another);
    await exportFrom(corpusFolder, { format: 'csv', out, shardFigures: 5 });
    await expect(
      exportFrom(corpusFolder, { format: 'csv', out, shardFigures: 5, filter: 'split:dev' }),
    ).rejects.toMatchObject(another);
  });

  test('of the same export of an older state of the corpus is refused', async () => {
    const out = folder.at('older');
    const grown = folder.at('grown');
    await makeAwkwardCorpus(grown, 6);
    await exportFrom(grown, { format: 'csv', out });
    await writeItems(grown, 'more', itemsOf(await awkwardFigures(folder.at('more-images'), 9)));
    await expect(exportFrom(grown, { format: 'csv', out })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('The corpus has changed'),
    });
  });

  test('that is a file is refused', async () => {
    const out = folder.at('a-file');
    writeFileSync(out, '');
    await expect(exportFrom(corpusFolder, { format: 'csv', out })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('is a file'),
    });
  });

  test('into which a living process exports is refused; the lock of a dead one is taken over', async () => {
    const out = folder.at('locked');
    await leave('csv', out, 3);
    const lock = join(out, '.figscope-export.lock');
    writeFileSync(lock, String(process.ppid));
    const impatient = exportFrom(
      corpusFolder,
      { format: 'csv', out, shardFigures: 5 },
      { lockPatienceMs: 0 },
    );
    await expect(impatient).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`Process ${process.ppid} is exporting`),
    });
    const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(dead, 'exit');
    writeFileSync(lock, String(dead.pid));
    await exportFrom(corpusFolder, { format: 'csv', out, shardFigures: 5 });
    expect(existsSync(lock)).toBe(false);
  });
});

test('an export that is cancelled stops soon, and goes on later', async () => {
  const out = folder.at('cancelled');
  using corpus = openCorpus(corpusFolder, 'test');
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    for await (const _ of exportCorpus(corpus, request({ format: 'webdataset', out }), stop.signal))
      stop.abort();
  };
  await expect(run()).rejects.toMatchObject({ code: 'cancelled' });
  expect((await exportFrom(corpusFolder, { format: 'webdataset', out })).figures).toBe(43);
});
