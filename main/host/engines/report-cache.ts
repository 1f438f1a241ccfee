/** `engines/reports.json`: what the last self-tests found, for as long as engine, product and machine are the same. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { dirname } from 'node:path';
import * as z from 'zod';
import { type EngineName, engineName, engineReport, type EngineReport } from '#app/domain/engine.ts';
import { readJson, writeJson } from '../files.ts';

/** What a result depends on: another one of these, and the test is run again. */
const circumstances = z.object({
  engine: engineName,
  engineVersion: z.string(),
  productVersion: z.string(),
  processor: z.string(),
  threads: z.number().int(),
  device: z.string(),
});
export type Circumstances = z.infer<typeof circumstances>;

const kept = z.object({ reports: z.array(z.object({ of: circumstances, report: engineReport })) });

/** The machine's part of the circumstances. */
export const thisProcessor = (): string =>
  `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`;

export class ReportCache {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async get(of: Circumstances): Promise<EngineReport | undefined> {
    const found = (await this.#read()).find((entry) => isSame(entry.of, of));
    return found?.report;
  }

  /** Keeps one report for each engine. */
  async put(of: Circumstances, report: EngineReport): Promise<void> {
    const others = (await this.#read()).filter((entry) => entry.of.engine !== of.engine);
    await this.#write([...others, { of, report }]);
  }

  async forget(engine: EngineName): Promise<void> {
    const entries = await this.#read();
    const others = entries.filter((entry) => entry.of.engine !== engine);
    if (others.length < entries.length) await this.#write(others);
  }

  async #write(reports: z.infer<typeof kept>['reports']): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeJson(this.#path, { reports });
    } catch {
      // A folder of engines that others own, or a full disk: the next one tests again, which costs seconds.
    }
  }

  async #read() {
    // Written by another version, or damaged: the test is repeated, which costs seconds.
    const content = await readJson(this.#path, kept).catch(() => undefined);
    return content?.reports ?? [];
  }
}

const isSame = (a: Circumstances, b: Circumstances): boolean =>
  JSON.stringify(circumstances.parse(a)) === JSON.stringify(circumstances.parse(b));
