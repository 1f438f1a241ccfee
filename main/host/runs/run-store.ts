/** Run folders: what is on disk about every run, read and written whole and durably. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ValidationPoint } from '#app/domain/run.ts';
import {
  parseValidations,
  runFileNames,
  runRecord,
  runState,
  type RunRecord,
  type RunState,
} from '#app/domain/run-files.ts';
import { FigscopeError } from '#app/util/error.ts';
import { folderBytes, readJson, writeJson } from '../files.ts';
import type { Home } from '../home.ts';

export interface StoredRun {
  readonly record: RunRecord;
  state: RunState;
}

export class RunStore {
  readonly #home: Home;

  constructor(home: Home) {
    this.#home = home;
  }

  folder(run: string): string {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(run) || run.startsWith('.')) throw unknownRun(run);
    return join(this.#home.runs, run);
  }

  async create(record: RunRecord, state: RunState): Promise<StoredRun> {
    const folder = this.folder(record.id);
    await mkdir(join(folder, runFileNames.checkpoints), { recursive: true });
    await writeJson(join(folder, runFileNames.record), record);
    await writeJson(join(folder, runFileNames.state), state);
    return { record, state };
  }

  async load(): Promise<StoredRun[]> {
    const names = await readdir(this.#home.runs).catch(() => []);
    const loaded = await Promise.all(names.map((name) => this.#read(name).catch(() => undefined)));
    return loaded
      .filter((run) => run !== undefined)
      .sort((a, b) => a.record.createdAt.localeCompare(b.record.createdAt));
  }

  async saveState(run: StoredRun): Promise<void> {
    await writeJson(join(this.folder(run.record.id), runFileNames.state), run.state);
  }

  metricsPath(run: string): string {
    return join(this.folder(run), runFileNames.metrics);
  }

  async validations(run: string): Promise<ValidationPoint[]> {
    const text = await readFile(join(this.folder(run), runFileNames.validations), 'utf8').catch(() => '');
    return parseValidations(text);
  }

  async remove(run: string): Promise<{ freedBytes: number }> {
    const freedBytes = await folderBytes(this.folder(run));
    await rm(this.folder(run), { recursive: true, force: true });
    return { freedBytes };
  }

  async #read(name: string): Promise<StoredRun | undefined> {
    const folder = this.folder(name);
    const record = await readJson(join(folder, runFileNames.record), runRecord);
    const state = await readJson(join(folder, runFileNames.state), runState);
    // A copy of a run's folder under another name is not another run.
    return record?.id === name && state ? { record, state } : undefined;
  }
}

export const unknownRun = (run: string): FigscopeError =>
  new FigscopeError('not-found', {
    message: `There is no run ${run}.`,
    remedy: 'See the runs with: figscope runs list',
    facts: { run },
  });
