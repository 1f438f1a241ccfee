/** The gates that are one program over the whole repository: formatter, linter, type checker. One check each. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Counts } from './gates.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface ToolGate {
  readonly name: string;
  readonly about: string;
  /** JavaScript entry of the program, below node_modules. */
  readonly program: string;
  readonly args: readonly string[];
}

export const toolGates: readonly ToolGate[] = [
  {
    name: 'format',
    about: 'every file is as the formatter writes it',
    program: '@biomejs/biome/bin/biome',
    args: ['format', '--max-diagnostics=20', '.'],
  },
  { name: 'lint', about: 'oxlint with types', program: 'oxlint/bin/oxlint', args: ['--type-aware'] },
  { name: 'types', about: 'tsc over every project', program: 'typescript/bin/tsc', args: ['-b'] },
];

/** Environment of every program a gate starts: the tools find each other by name. */
export const toolEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
});

/** Runs a JavaScript program of a package in the root of the checkout; resolves with its exit code. */
export function runProgram(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: toolEnvironment(),
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

export async function runTool(gate: ToolGate): Promise<Counts> {
  const code = await runProgram(gate.program, gate.args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}
