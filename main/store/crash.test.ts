import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openCorpus } from './corpus.ts';
import { databaseFileName } from './database.ts';
import { figureDetail } from './figure-detail.ts';
import { captionOfStep, crashFigures } from './test-crash.ts';
import { temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { openView } from './view.ts';

const fact = z.object({
  figures: z.number().optional(),
  step: z.number().optional(),
  figure: z.number().optional(),
  caption: z.string().optional(),
  tag: z.string().optional(),
  untag: z.string().optional(),
});

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  folder[Symbol.dispose]();
});

/** Runs the writer and kills it without warning once it has confirmed `confirmations` facts; returns all it said. */
async function killAfter(confirmations: number, ...work: string[]): Promise<z.infer<typeof fact>[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'test-crash.ts'), ...work], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const facts: z.infer<typeof fact>[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    facts.push(fact.parse(JSON.parse(line)));
    if (facts.length === confirmations) child.kill('SIGKILL');
  }
  return facts;
}

function checkIntegrity(): void {
  const database = new DatabaseSync(join(folder.path, databaseFileName));
  expect(database.prepare('PRAGMA integrity_check').get()?.['integrity_check']).toBe('ok');
  database.exec("INSERT INTO fts(fts, rank) VALUES ('integrity-check', 1)");
  const counts = database
    .prepare(
      'SELECT count(*) AS rows, coalesce(max(id), -1) + 1 AS dense, (SELECT sum(figures) FROM ingest) AS noted FROM figure',
    )
    .get();
  expect(counts?.['rows']).toBe(counts?.['dense']);
  expect(counts?.['noted']).toBe(counts?.['rows']);
  database.close();
}

/** Rows as they came to be, whatever the ids of articles and the time of day. */
function figuresOf(path: string): unknown[] {
  const database = new DatabaseSync(join(path, databaseFileName));
  const rows = database
    .prepare(
      `SELECT f.id, a.key, f.figure_id, f.split, a.split AS drawn, f.caption, hex(f.sha256) AS sha256,
         (SELECT count(*) FROM mention m WHERE m.figure = f.id) AS mentions
       FROM figure f JOIN article a ON a.aid = f.aid ORDER BY f.id`,
    )
    .all();
  database.close();
  return rows;
}

describe('kill -9', () => {
  it('during an import loses nothing confirmed, and the import run again ends as if it had never happened', async () => {
    for (const confirmations of [1, 3, 6]) {
      const facts = await killAfter(confirmations, 'ingest', folder.path);
      using corpus = openCorpus(folder.path, 'test');
      expect(corpus.rows).toBeGreaterThanOrEqual(facts.at(-1)?.figures ?? Infinity);
      expect(corpus.rows).toBeLessThan(crashFigures);
      checkIntegrity();
    }
    await killAfter(Infinity, 'ingest', folder.path);
    using whole = temporaryFolder();
    writeRecords(whole.path, testRecords(crashFigures));
    expect(figuresOf(folder.path)).toEqual(figuresOf(whole.path));
    checkIntegrity();
  });

  it('during curation loses no confirmed edit, tag or undo', async () => {
    writeRecords(folder.path, testRecords(100));
    const captions = new Map<number, string>();
    const tags = new Map<string, boolean>();
    for (const [round, confirmations] of [1, 17, 60].entries()) {
      const facts = await killAfter(confirmations, 'curate', folder.path, String(round));
      for (const { figure, caption, tag, untag } of facts) {
        if (figure !== undefined && caption !== undefined) captions.set(figure, caption);
        if (tag !== undefined) tags.set(tag, true);
        if (untag !== undefined) tags.set(untag, false);
      }
      checkIntegrity();
      using corpus = openCorpus(folder.path, 'test');
      const isTagged = (tag: string): boolean =>
        openView(corpus, { text: '', filter: `tag:"${tag}"` }).total === 2;
      const differing = [
        ...[...captions].filter(([figure, caption]) => figureDetail(corpus, figure).caption !== caption),
        ...[...tags].filter(([tag, isSet]) => isTagged(tag) !== isSet),
      ];
      // The action after the last confirmed one may have been committed before the kill; nothing else may differ.
      const last = facts.at(-1);
      const [figure, next] = [
        ((last?.step ?? 0) + 1) % 40,
        captionOfStep(String(round), (last?.step ?? 0) + 1),
      ];
      const explained = differing.filter(
        ([what]) => what === last?.tag || (what === figure && figureDetail(corpus, figure).caption === next),
      );
      expect(differing).toEqual(explained);
      expect(differing.length).toBeLessThanOrEqual(1);
      for (const known of captions.keys()) captions.set(known, figureDetail(corpus, known).caption);
      for (const tag of tags.keys()) tags.set(tag, isTagged(tag));
    }
  });
});
