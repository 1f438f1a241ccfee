/** Corpora under bad circumstances, from the command line: refused clearly or completed, and whole afterwards. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { canMount, mountSmallDisk } from '#main/dev/test-small-disk.ts';
import { writeFigures } from './test-figures.ts';
import { type Figscope, isBuilt, newFigscope } from './test-figscope.ts';

const count = 160;
const waiting = { timeout: 60_000, interval: 10 };
const problems = z.object({ ok: z.boolean(), problems: z.array(z.looseObject({ part: z.string() })) });
const nobody = { uid: 65_534, gid: 65_534 };

describe.skipIf(!isBuilt)('a corpus', () => {
  let figscope: Figscope;
  let figures: string;
  beforeAll(async () => {
    figscope = newFigscope();
    figures = await writeFigures(join(figscope.folder, 'figures'), count);
    await figscope.json(['import', figures, '--corpus', 'dots']);
  });
  afterAll(() => figscope.dispose());

  const corpus = (name: string, ...parts: string[]) => join(figscope.home, 'corpora', name, ...parts);
  const mustBeWhole = async (name: string, ...options: string[]) =>
    expect(await figscope.json(['check', name, ...options])).toMatchObject({
      code: 0,
      value: { ok: true, problems: [] },
    });
  const started = (name: string) =>
    vi.waitFor(() => expect(statSync(corpus(name, 'corpus.db')).size).toBeGreaterThan(0), waiting);

  it('is checked: whole, with its figures that leak, and damaged, with exit code 1 and what to do', async () => {
    const { code, value } = await figscope.json(['check', 'dots', '--full']);
    expect(code).toBe(0);
    // Drawings of the same shape in other colours look alike without colours.
    expect(value).toMatchObject({
      corpus: 'dots',
      ok: true,
      problems: [],
      leakCounts: { 'near-image': expect.any(Number) },
      looked: expect.arrayContaining([expect.stringContaining('all 160')]),
    });
    await figscope.json(['import', figures, '--corpus', 'broken']);
    truncateSync(corpus('broken', 'corpus.db'), 60_000);
    rmSync(corpus('broken', 'corpus.db-wal'), { force: true });
    const broken = await figscope.json(['check', 'broken']);
    expect(broken.code).toBe(1);
    const report = problems.parse(broken.value);
    expect(report.ok).toBe(false);
    expect(report.problems[0]).toMatchObject({
      part: 'database',
      message: expect.stringContaining('damaged'),
      remedy: expect.stringContaining('backup'),
    });
    expect((await figscope.run(['check', 'broken'])).stdout).toContain('error in database');
  });

  it('of a newer version is refused with both versions and is not changed', async () => {
    await figscope.json(['import', figures, '--corpus', 'newer', '--limit', '16']);
    const database = new DatabaseSync(corpus('newer', 'corpus.db'));
    database.exec('PRAGMA user_version = 99; PRAGMA journal_mode = DELETE;');
    database.close();
    const before = readFileSync(corpus('newer', 'corpus.db'));
    for (const args of [
      ['import', figures, '--corpus', 'newer'],
      ['query', 'newer'],
      ['curate', 'set', 'newer', '0', '--status', 'accepted'],
    ]) {
      expect(await figscope.json(args)).toMatchObject({
        code: 1,
        value: {
          error: {
            code: 'unsupported',
            message: expect.stringMatching(/its schema is 99, this one knows \d+/),
            detail: { remedy: expect.stringContaining('Open it with that version') },
          },
        },
      });
    }
    expect(await figscope.json(['check', 'newer'])).toMatchObject({ code: 1, value: { ok: false } });
    expect(readFileSync(corpus('newer', 'corpus.db')).equals(before)).toBe(true);
  });

  it('takes two imports at once', async () => {
    const other = await writeFigures(join(figscope.folder, 'other'), 64);
    const ended = await Promise.all([
      figscope.json(['import', figures, '--corpus', 'both']),
      figscope.json(['import', other, '--corpus', 'both', '--format', 'csv']),
    ]);
    // The articles of the smaller table are those of the larger one: whoever comes second finds them there.
    for (const { code } of ended) expect(code).toBe(0);
    expect(await figscope.json(['corpus', 'stats', 'both'])).toMatchObject({ value: { figures: count } });
    await mustBeWhole('both', '--full');
  });

  it('is curated while an import writes', async () => {
    await figscope.json(['import', figures, '--corpus', 'busy', '--limit', '32']);
    const running = figscope.start(['import', figures, '--corpus', 'busy', '--json']);
    await started('busy');
    for (const row of ['3', '5', '7'])
      expect(await figscope.json(['curate', 'set', 'busy', row, '--status', 'accepted'])).toMatchObject({
        code: 0,
      });
    expect((await running.ended).code).toBe(0);
    expect(await figscope.json(['query', 'busy', '--filter', 'status:accepted'])).toMatchObject({
      value: { total: 3 },
    });
    expect(await figscope.json(['corpus', 'stats', 'busy'])).toMatchObject({ value: { figures: count } });
    await mustBeWhole('busy', '--full');
  });

  it('is whole after a kill in the middle of an import, and after the import ran again', async () => {
    const command = ['import', figures, '--corpus', 'killed'];
    const running = figscope.start(command);
    await vi.waitFor(
      () => expect(statSync(corpus('killed', 'corpus.db-wal')).size).toBeGreaterThan(100_000),
      waiting,
    );
    running.child.kill('SIGKILL');
    await running.ended;
    await mustBeWhole('killed');
    expect(await figscope.json(command)).toMatchObject({ code: 0, value: { totals: { figures: count } } });
    await mustBeWhole('killed', '--full');
  });

  it('leaves out what it is asked to, and counts it', async () => {
    const { code, value } = await figscope.json([
      'import',
      figures,
      '--corpus',
      'filtered',
      '--min-side',
      '81',
      '--duplicates',
      'skip',
    ]);
    expect(code).toBe(3);
    expect(value).toMatchObject({ figures: 0, rejectedBy: { 'too-small': count } });
    const said = await figscope.run(['import', figures, '--corpus', 'filtered', '--min-words', '99']);
    expect(said.stdout).toContain(`Not taken: ${count} caption-too-short`);
    expect(await figscope.json(['import', figures, '--corpus', 'x', '--duplicates', 'maybe'])).toMatchObject({
      code: 2,
      value: { error: { message: '--duplicates cannot be maybe.' } },
    });
  });

  it.skipIf(process.getuid?.() !== 0)('that may not be written is refused, and can be checked', async () => {
    await figscope.json(['import', figures, '--corpus', 'fixed', '--limit', '16']);
    const database = new DatabaseSync(corpus('fixed', 'corpus.db'));
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    // Everything is theirs but this one corpus.
    execFileSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, figscope.folder]);
    execFileSync('chown', ['-R', '0:0', corpus('fixed')]);
    chmodSync(corpus('fixed'), 0o555);
    for (const args of [
      ['import', figures, '--corpus', 'fixed'],
      ['curate', 'set', 'fixed', '0', '--status', 'accepted'],
    ]) {
      expect(await figscope.json(args, nobody)).toMatchObject({
        code: 1,
        value: {
          error: { code: 'permission-denied', message: expect.stringContaining('cannot be written') },
        },
      });
    }
    expect(await figscope.json(['check', 'fixed'], nobody)).toMatchObject({ code: 0, value: { ok: true } });
  });

  it.skipIf(!canMount)('on a full disk is checked, refuses edits, and loses nothing', async () => {
    const home = join(figscope.folder, 'small');
    mkdirSync(home);
    using disk = mountSmallDisk(home, 'size=24m');
    const there = (args: readonly string[]) => figscope.json([...args, '--home', home]);
    await there(['import', figures, '--corpus', 'tight']);
    await there(['curate', 'set', 'tight', '1', '--status', 'accepted']);
    fill(join(home, 'filler'));
    const edits = await Promise.all(
      ['2', '3'].map((row) => there(['curate', 'set', 'tight', row, '--status', 'accepted'])),
    );
    expect(await there(['check', 'tight', '--full'])).toMatchObject({ code: 0, value: { ok: true } });
    rmSync(join(home, 'filler'));
    disk.resize('size=64m');
    // What was confirmed is there, what was refused is not.
    const kept = 1 + edits.filter(({ code }) => code === 0).length;
    for (const { value } of edits.filter(({ code }) => code !== 0))
      expect(value).toMatchObject({ error: { code: 'storage-full' } });
    expect(await there(['query', 'tight', '--filter', 'status:accepted'])).toMatchObject({
      value: { total: kept },
    });
    expect(await there(['check', 'tight', '--full'])).toMatchObject({ code: 0, value: { ok: true } });
  });
});

/** Takes the last free byte of a disk. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const bytes of [65_536, 512, 1])
      for (;;) {
        try {
          writeSync(file, Buffer.alloc(bytes));
        } catch {
          break;
        }
      }
  } finally {
    closeSync(file);
  }
}
