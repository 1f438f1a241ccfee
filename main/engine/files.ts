/** Reading JSON with a schema, and writing files so that a crash leaves the old one or the new one. */
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import type * as z from 'zod';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';

/** Throws not-found when the file is absent, invalid-input when it does not fit the schema. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(path);
  const parsed = schema.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new FigscopeError('invalid-input', {
    message: `${basename(path)} cannot be used: ${issue?.path.join('.') || 'its content'}: ${issue?.message}.`,
    remedy: 'Check that the file belongs to this model.',
    facts: {
      path,
      issues: parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`),
    },
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = {
      message: `${basename(path)} is not JSON.`,
      remedy: 'Copy the file again.',
      facts: { path },
    };
    throw new FigscopeError('invalid-input', detail, { cause });
  }
}

/** Throws not-found when the file is absent. */
export async function readText(path: string): Promise<string> {
  await using file = await openToRead(path);
  return file.readFile('utf8');
}

/** Throws not-found when the file is absent. */
export async function openToRead(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const { code } = toFigscopeError(cause);
    const detail = {
      message: `${basename(path)} cannot be read.`,
      remedy: 'Check the folder.',
      facts: { path },
    };
    throw new FigscopeError(code, detail, { cause });
  }
}

/** What a file is made of, in order; pieces may come into being while earlier ones are written. */
export type FilePieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** A new file of these pieces, on the disk when it returns. */
export async function writeSynced(path: string, pieces: FilePieces): Promise<void> {
  await using file = await open(path, 'wx');
  for await (const piece of pieces) await file.writeFile(piece);
  await file.sync();
}

/** Makes renames and new names in a folder durable, where the system can. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using folder = await open(path, 'r');
  await folder.sync();
}
