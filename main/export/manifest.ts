/** manifest.json: what an export is of, how much of what is in it, and the hashes of its files. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { exportIdentity, exportTally, listedFile, type ExportIdentity } from './export-state.ts';

export const manifestName = 'manifest.json';

export const manifest = z.object({
  figscope: z.object({
    version: z.string(),
    /** Of this layout. */
    export: z.literal(1),
  }),
  /** The only thing that differs between two exports with the same identity. */
  createdAt: z.string(),
  corpus: z.string(),
  identity: exportIdentity,
  articles: z.number().int(),
  ...exportTally.shape,
  /** Figures under licences that forbid altered copies, allow mining alone, or are not known. */
  restricted: z.number().int(),
  /** Vectors are not exported. */
  embedding: z.null(),
  /** How programs are told where the data is, by split. */
  data: z.record(z.string(), z.string()),
  /** Without the images in files of their own, whose hashes are in the rows. */
  files: z.array(listedFile),
});
export type Manifest = z.infer<typeof manifest>;

/** The manifest of a folder; undefined when there is none of ours. */
export async function readManifest(root: string): Promise<Manifest | undefined> {
  try {
    return manifest.parse(JSON.parse(await readFile(join(root, manifestName), 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * How a program is told of the data of each split: brace patterns of shards (open_clip's `--train-data`), patterns or
 * names of files otherwise.
 */
export function dataPaths(
  { format }: ExportIdentity,
  files: readonly { readonly path: string }[],
): Record<string, string> {
  const bySplit = new Map<string, string[]>();
  for (const { path } of files) {
    const split = /(?:^|[/_])(train|dev|test)[/.]/.exec(path)?.[1] ?? 'all';
    if (/\.(?:tar|parquet|jsonl|csv)$|^captions_/.test(path)) {
      bySplit.set(split, [...(bySplit.get(split) ?? []), path]);
    }
  }
  return Object.fromEntries(
    [...bySplit].map(([split, paths]) => [split, format === 'webdataset' ? braces(paths) : stars(paths)]),
  );
}

function braces(paths: readonly string[]): string {
  const first = paths[0] ?? '';
  const number = (path: string): string => /(\d+)\.tar$/.exec(path)?.[1] ?? '';
  if (paths.length === 1) return first;
  return first.replace(/\d+\.tar$/, `{${number(first)}..${number(paths.at(-1) ?? '')}}.tar`);
}

function stars(paths: readonly string[]): string {
  const first = paths[0] ?? '';
  return paths.length === 1 ? first : first.replace(/\d+\.parquet$/, '*.parquet');
}
