/** For tests: the built `figscope` command on a home of its own, as a person or a script uses it. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import * as z from 'zod';

const metricLine = z.object({ step: z.number(), loss: z.number() });

const program = join(import.meta.dirname, '..', '..', 'dist', 'main', 'cli.mjs');

/** These tests need the build; `npm test` makes it first. */
export const isBuilt = existsSync(program);

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What it has said so far. */
  readonly said: () => { readonly stdout: string; readonly stderr: string };
  /** The objects printed so far, of a verb that prints lines. */
  readonly lines: () => unknown[];
  /** Resolves with the first object that has the key; rejects when the command ends without one. */
  line(key: string): Promise<unknown>;
}

export interface FigscopeOptions extends Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> {
  readonly env?: Readonly<Record<string, string>>;
  /** A program that starts Node, with its arguments: for limits that only a shell can set. */
  readonly wrapper?: readonly string[];
}

export interface Figscope {
  readonly folder: string;
  readonly home: string;
  run(args: readonly string[], options?: FigscopeOptions): Promise<Ended>;
  start(args: readonly string[], options?: FigscopeOptions): Running;
  /** With --json: the one object that is on stdout. */
  json(args: readonly string[], options?: FigscopeOptions): Promise<{ code: number | null; value: unknown }>;
  /** With --json: the objects on stdout, one per line. */
  lines(
    args: readonly string[],
    options?: FigscopeOptions,
  ): Promise<{ code: number | null; lines: unknown[] }>;
  /** Ends what is still running and removes the folder. */
  dispose(): Promise<void>;
}

/** A temporary folder with a home in it that does not exist yet. */
export function newFigscope(): Figscope {
  const folder = mkdtempSync(join(tmpdir(), 'figscope-cli-'));
  const home = join(folder, 'home');
  const running = new Set<Running>();
  const start = (args: readonly string[], options: FigscopeOptions = {}): Running => {
    const started = startCommand([...args, '--home', home], options);
    running.add(started);
    void started.ended.then(() => running.delete(started));
    return started;
  };
  const run = (args: readonly string[], options?: FigscopeOptions) => start(args, options).ended;
  return {
    folder,
    home,
    run,
    start,
    json: async (args, options) => {
      const { code, stdout, stderr } = await run([...args, '--json'], options);
      const text = stdout.trimEnd();
      expect(text, `one line of JSON on stdout; stderr was: ${stderr}`).toMatch(/^\{.*\}$/);
      return { code, value: JSON.parse(text) };
    },
    lines: async (args, options) => {
      const { code, stdout } = await run([...args, '--json'], options);
      return { code, lines: parseLines(stdout) };
    },
    dispose: async () => {
      for (const { child } of running) child.kill('SIGKILL');
      await Promise.all([...running].map(({ ended }) => ended));
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Where the engine is that a test run was asked to use: a new home has none of its own. */
function enginesUnderTest(): Readonly<Record<string, string>> {
  const { FIGSCOPE_TEST_ENGINE, FIGSCOPE_ENGINES } = process.env;
  return FIGSCOPE_TEST_ENGINE && FIGSCOPE_ENGINES ? { FIGSCOPE_ENGINES } : {};
}

function startCommand(
  args: readonly string[],
  { env = {}, wrapper = [], ...options }: FigscopeOptions,
): Running {
  const [command, ...rest] = [...wrapper, process.execPath, program, ...args];
  const child = spawn(command, rest, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    // The variables of vitest and of npm must not reach the command.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...enginesUnderTest(), ...env },
  });
  let stdout = '';
  let stderr = '';
  let changed = Promise.withResolvers<void>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let isOver = false;
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => {
      isOver = true;
      tell();
      resolve({ code, signal, stdout, stderr });
    }),
  );
  // Of the last line only what is complete.
  const lines = () => parseLines(stdout.slice(0, stdout.lastIndexOf('\n') + 1));
  return {
    child,
    pid: child.pid ?? 0,
    ended,
    said: () => ({ stdout, stderr }),
    lines,
    line: async (key) => {
      for (;;) {
        const found = lines().find((line) => typeof line === 'object' && line !== null && key in line);
        if (found !== undefined) return found;
        if (isOver) throw new Error(`The command ended without a line that has ${key}: ${stdout}${stderr}`);
        await changed.promise;
      }
    },
  };
}

function parseLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

/** The text under a key of an answer. */
export function textOf(value: unknown, key: string): string {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  if (typeof found === 'string') return found;
  throw new Error(`${key} is no text in ${JSON.stringify(value)}`);
}

/** The steps that lines of metrics tell of, in their order. */
export const stepsOf = (lines: readonly unknown[]): number[] =>
  lines.flatMap((line) => {
    const { success, data } = metricLine.safeParse(line);
    return success ? [data.step] : [];
  });

/** Process numbers of the workers of a process whose file has that name, '' for all. Linux only; empty elsewhere. */
export function workersOf(pid: number, name: string): number[] {
  if (process.platform !== 'linux') return [];
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      // It has ended meanwhile.
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => new RegExp(`\\) \\S ${pid} `).test(read(`/proc/${entry}/stat`)))
    .filter((entry) => read(`/proc/${entry}/cmdline`).includes(join('workers', name)))
    .map(Number);
}
