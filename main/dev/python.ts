/** The Python that tests may ask for a second opinion: FIGSCOPE_PYTHON, with torch and open_clip. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const python = process.env['FIGSCOPE_PYTHON'];

/** Runs a script of main/dev; rejects with what it said on stderr when it fails. */
export async function runPython(script: string, args: readonly string[]): Promise<string> {
  if (python === undefined) throw new Error('FIGSCOPE_PYTHON is not set.');
  const { stdout } = await promisify(execFile)(python, [`${import.meta.dirname}/${script}`, ...args], {
    maxBuffer: 1 << 24,
  });
  return stdout;
}
