/** Values from the command line, checked with a sentence that names the option. */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';

export function parseChoice<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new FigscopeError('invalid-input', {
    message: `${option} cannot be ${text}.`,
    remedy: `Choose from: ${choices.join(', ')}.`,
  });
}

export function parseNumbers(option: string, text: string, count: 3): [number, number, number] {
  const numbers = text.split(',').map(Number);
  if (numbers.length !== count || numbers.some((n) => !Number.isFinite(n) || n < 0)) {
    throw new FigscopeError('invalid-input', {
      message: `${option} needs ${count} numbers by comma, not ${text}.`,
      remedy: `For example: ${option} 0.8,0.1,0.1`,
    });
  }
  return [numbers[0], numbers[1], numbers[2]];
}

/** `key=value` pairs; values that look like numbers become numbers. */
export function parseAssignments(option: string, pairs: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1)
        throw new FigscopeError('invalid-input', {
          message: `${option} needs key=value, not ${pair}.`,
          remedy: `For example: ${option} batchSize=64`,
        });
      const value = pair.slice(at + 1);
      return [
        pair.slice(0, at),
        value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value,
      ];
    }),
  );
}

/** The text of a file that an option names. */
export async function readOptionFile(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = toFigscopeError(cause);
    const detail = {
      message: `${option}: ${path} cannot be read${code === 'not-found' ? ', for it does not exist' : ''}.`,
      remedy: 'Check the path.',
      facts: { path },
    };
    throw new FigscopeError(code === 'internal' ? 'invalid-input' : code, detail, { cause });
  }
}

/** The JSON in a file that an option names. */
export async function readOptionJson(option: string, path: string): Promise<unknown> {
  const text = await readOptionFile(option, path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = {
      message: `${option}: ${path} is not JSON.`,
      remedy: 'Correct the file.',
      facts: { path },
    };
    throw new FigscopeError('invalid-input', detail, { cause });
  }
}

/** Opens the file that an option names for writing, so that a wrong path is told before the work and not after it. */
export async function openOptionFile(option: string, path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w');
  } catch (cause) {
    const { code } = toFigscopeError(cause);
    const detail = {
      message: `${option}: ${path} cannot be written${code === 'not-found' ? ', for its folder does not exist' : ''}.`,
      remedy: 'Choose another path.',
      facts: { path },
    };
    throw new FigscopeError(code === 'internal' ? 'invalid-input' : code, detail, { cause });
  }
}
