/** For tests: a home in a temporary folder. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CorpusSummary } from '#app/domain/corpus.ts';
import { Home } from './home.ts';

export interface TemporaryHome extends Disposable {
  readonly folder: string;
  readonly home: Home;
}

/** Removed with everything in it when disposed. */
export async function temporaryHome(): Promise<TemporaryHome> {
  const folder = mkdtempSync(join(tmpdir(), 'figscope-home-'));
  const home = new Home(folder);
  await home.prepare();
  return {
    folder,
    home,
    // A worker that is just ending may still write a file.
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/** A corpus as lists see it: its summary alone, without rows behind it. */
export function writeCorpusSummary(home: Home, name: string): CorpusSummary {
  const summary: CorpusSummary = {
    name,
    articles: 1,
    figures: 2,
    pairs: 2,
    sizeBytes: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
    embeddings: [],
  };
  mkdirSync(join(home.corpora, name), { recursive: true });
  writeFileSync(join(home.corpora, name, 'summary.json'), JSON.stringify(summary));
  return summary;
}

/** The number of a process that has ended. */
export async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  return child.pid ?? 0;
}
