/** What this machine offers and what is missing, with the way to get it. */
import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { EngineReport } from '#app/domain/engine.ts';
import { missingEngines } from './engines/missing-engines.ts';
import type { DoctorReport } from '#app/domain/system.ts';

/** Below this, a corpus or a checkpoint may not fit. */
const littleDiskBytes = 2e9;

export async function examine(parts: {
  home: string;
  version: string;
  engines: readonly EngineReport[];
}): Promise<DoctorReport> {
  const [sqlite, disk] = await Promise.all([probeSqlite(), statfs(parts.home)]);
  const freeBytes = disk.bavail * disk.bsize;
  const missing: DoctorReport['missing'] = [];
  if (!sqlite.fts5) {
    missing.push({
      what: 'SQLite with full-text search (FTS5)',
      remedy: 'Run Figscope on Node 22.16 or newer.',
    });
  }
  missing.push(...(await missingEngines(parts.engines)));
  if (freeBytes < littleDiskBytes) {
    missing.push({
      what: `Room on the disk: ${(freeBytes / 1e9).toFixed(1)} GB are free`,
      remedy: 'Free some space, or choose another folder with --home.',
    });
  }
  return {
    version: parts.version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    disk: { path: parts.home, freeBytes },
    sqlite,
    engines: [...parts.engines],
    missing,
  };
}

/** Asked of another process: this one never loads SQLite. */
async function probeSqlite(): Promise<DoctorReport['sqlite']> {
  const probe = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(':memory:');
    let fts5 = true;
    try { db.exec('CREATE VIRTUAL TABLE t USING fts5(a)'); } catch { fts5 = false; }
    console.log(JSON.stringify({ version: db.prepare('SELECT sqlite_version() AS v').get().v, fts5 }));
  `;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', probe], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_NO_WARNINGS: '1' },
      timeout: 20_000,
    });
    const answer: unknown = JSON.parse(stdout);
    if (typeof answer === 'object' && answer !== null && 'version' in answer && 'fts5' in answer) {
      return { version: String(answer.version), fts5: answer.fts5 === true };
    }
  } catch {
    // Reported below as missing.
  }
  return { version: process.versions['sqlite'] ?? 'none', fts5: false };
}
