/** One side of the benchmark: a process that is asked to prepare and to run work, one command at a time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { EngineName } from '#app/domain/engine.ts';
import type { BenchAnswer, BenchCommand } from './tasks.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const reply = z.union([
  z.object({ ms: z.number(), rssBytes: z.number(), peakBytes: z.number() }),
  z.object({ error: z.string() }),
]);

export class Side implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(program: string, args: readonly string[]) {
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  static engine(name: EngineName): Side {
    return new Side(process.execPath, [...process.execArgv, here('./engine-side.ts'), name]);
  }

  /** `python`: an interpreter that has torch, open_clip, timm and transformers. */
  static openClip(python: string): Side {
    return new Side(python, [here('./open_clip_side.py')]);
  }

  /** Throws with the side's own words when it cannot do it, or has died. */
  async ask(command: BenchCommand): Promise<BenchAnswer> {
    this.#child.stdin!.write(`${JSON.stringify(command)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error(`The process ended (code ${this.#child.exitCode}).`);
    const answer = reply.parse(JSON.parse(value));
    if ('error' in answer) throw new Error(answer.error);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin!.end();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
  }
}
