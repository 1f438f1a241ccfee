/** Encoded graphs between processes: tracing and writing them again takes longer than reading them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { env } from 'onnxruntime-node';
import type { FileCache } from './file-cache.ts';

/** What decides a graph: the program by name, the model's configuration, shapes, symbols, where weights lie. */
export type GraphKey = Readonly<Record<string, unknown>>;

/** A name for what `key`, this code, ONNX Runtime and the processor decide together. */
export function cacheName(key: GraphKey, extension: 'onnx' | 'weights'): string {
  const machine = [process.arch, cpus()[0]?.model ?? '', env.versions.node ?? ''];
  const digest = createHash('sha256').update(JSON.stringify([key, codeDigest(), machine]));
  return `${digest.digest('hex').slice(0, 40)}.${extension}`;
}

/** The encoded graph of a key: read from the cache, or made and kept there. */
export async function cachedGraph(
  cache: FileCache | undefined,
  key: GraphKey,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  if (cache === undefined) return make();
  const name = cacheName(key, 'onnx');
  const kept = await cache.read(name);
  if (kept !== undefined) return kept;
  const graph = await make();
  await cache.keep(name, [graph]);
  return graph;
}

let digestOfCode: string | undefined;

/** Changes whenever the code that makes graphs may have: the bundle it is part of, or its sources. */
function codeDigest(): string {
  if (digestOfCode !== undefined) return digestOfCode;
  const hash = createHash('sha256');
  const here = fileURLToPath(import.meta.url);
  for (const path of here.endsWith('.ts') ? sources() : [here]) hash.update(readFileSync(path));
  digestOfCode = hash.digest('hex');
  return digestOfCode;
}

function sources(): readonly string[] {
  const folders = ['../../../app/ml/clip/', '../programs/', '../trace/', '../onnx/', '../', './'];
  return folders.flatMap((folder) => {
    const url = new URL(folder, import.meta.url);
    const names = readdirSync(url).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    return names.toSorted().map((name) => fileURLToPath(new URL(name, url)));
  });
}
