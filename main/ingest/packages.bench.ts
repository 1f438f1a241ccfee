/**
 * `npm run bench -- ingest`, second part: what an import of article packages spends its time on, and how it fares with
 * one package in flight and with as many as an import has. Real packages with their images.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { mapOrdered } from '#app/util/ordered.ts';
import { requireShared } from '#main/dev/shared.ts';
import { DiskFolder } from './folder/disk.ts';
import { imageFacts, imageSize } from './image-facts.ts';
import { findPackages } from './jats/find-packages.ts';
import { parseArticles } from './jats/parse-articles.ts';
import { readDocument } from './jats/read-document.ts';
import type { ArticlePackage } from './jats/read-document.ts';
import type { ReadContext } from './options.ts';
import { unitsAhead } from './read-tree.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const context: ReadContext = {
  source: 'bench',
  options: { blobSink: () => Promise.resolve({ sha256: '' }) },
};

const packages: ArticlePackage[] = [];
for await (const find of findPackages(await DiskFolder.open(requireShared('data/pmc/articles'))))
  if (find.kind === 'package') packages.push(find.package);

const spentMs = new Map<string, number>();
async function spend<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  spentMs.set(stage, (spentMs.get(stage) ?? 0) + performance.now() - startedAt);
  return result;
}

async function everyImage(paths: ReadonlySet<string>): Promise<void> {
  for (const path of paths) {
    const bytes = await spend('read images', () => readFile(path));
    await spend('header', () => imageSize(bytes));
    await spend('SHA-256', () => createHash('sha256').update(bytes).digest('hex'));
    await spend('decode to the end', () => imageFacts(bytes));
  }
}

async function run(atOnce: number): Promise<{ readonly seconds: number; readonly images: Set<string> }> {
  const startedAt = performance.now();
  const images = new Set<string>();
  for await (const items of mapOrdered(packages, atOnce, (one) => readDocument(one, context))) {
    for (const item of items)
      if (item.kind === 'figure' && item.figure.image.source.kind === 'file')
        images.add(item.figure.image.source.path);
  }
  return { seconds: (performance.now() - startedAt) / 1000, images };
}

const { images } = await run(unitsAhead);
for (let round = 0; round < 3; round += 1) {
  for (const { document } of packages) {
    const bytes = await document.read();
    await spend('XML to records', () => parseArticles(bytes));
  }
  await everyImage(images);
}
say(
  `${packages.length} packages, ${images.size} images, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`,
);
const all = [...spentMs.values()].reduce((sum, ms) => sum + ms, 0);
for (const [stage, ms] of spentMs)
  say(
    `  ${stage.padEnd(20)} ${(ms / 3).toFixed(0).padStart(6)} ms  ${((100 * ms) / all).toFixed(0).padStart(3)} %`,
  );
const single: number[] = [];
const ahead: number[] = [];
for (let round = 0; round < 5; round += 1) {
  single.push((await run(1)).seconds);
  ahead.push((await run(unitsAhead)).seconds);
}
const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
say(
  `  one package at a time ${(images.size / middle(single)).toFixed(0)} figures/s, ${unitsAhead} in flight ${(images.size / middle(ahead)).toFixed(0)} figures/s (${(middle(single) / middle(ahead)).toFixed(2)} times)`,
);
