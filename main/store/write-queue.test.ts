import { spawn } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCorpus } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { isAwaited } from './write-queue.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  folder[Symbol.dispose]();
});

it('an edit finds its turn in the middle of a large transaction, and nothing of either is lost', async () => {
  writeRecords(folder.path, testRecords(50));
  const program = join(import.meta.dirname, 'test-crash.ts');
  const child = spawn(process.execPath, [program, 'hold', folder.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  using corpus = openCorpus(folder.path, 'test');
  let edits = 0;
  for await (const _line of createInterface({ input: child.stdout })) {
    applyCuration(corpus, [edits], { kind: 'status', status: 'accepted' }, 'ann');
    edits += 1;
    if (edits === 4) child.kill('SIGKILL');
  }
  await ended;
  corpus.refresh();
  expect(corpus.columns.column('status').values.filter((status) => status === 2)).toHaveLength(edits);
  // Whole slices only, of which some were committed early.
  expect(corpus.rows).toBeGreaterThan(20_000);
  expect(readdirSync(folder.path).filter((name) => name.includes('waiting'))).toEqual([]);
});

it('what a killed process left behind stops nobody', () => {
  writeRecords(folder.path, testRecords(5));
  const sign = join(folder.path, 'corpus.db-waiting-12345');
  writeFileSync(sign, '');
  expect(isAwaited(folder.path)).toBe(true);
  const before = new Date(Date.now() - 60_000);
  utimesSync(sign, before, before);
  expect(isAwaited(folder.path)).toBe(false);
  expect(isAwaited(folder.path)).toBe(false);
});
