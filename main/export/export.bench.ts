/**
 * Exports of one corpus of real articles in every format: figures and megabytes per second, beside a plain copy of the
 * same images in the same run. `FIGSCOPE_SHARED` names the inputs.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { exportFormats } from '#app/domain/export.ts';
import { sharedPath } from '#main/dev/shared.ts';
import { openCorpus } from '#main/store/corpus.ts';
import { figureDetail } from '#main/store/figure-detail.ts';
import type { FigureRecord } from '#app/domain/figure.ts';
import { exportOpen, importInto, itemsOf, temporary, writeItems } from './test-export.ts';

/** So often is every real figure in the corpus. */
const copies = 20;

const articles = sharedPath('data/pmc/articles');
if (articles === undefined) process.stdout.write('The inputs are not there: see FIGSCOPE_SHARED.\n');
else await measure(articles);

async function measure(source: string): Promise<void> {
  using folder = temporary();
  await importInto(folder.at('real'), source);
  await writeItems(folder.at('corpus'), 'many', itemsOf(manyOf(folder.at('real'))));
  using corpus = openCorpus(folder.at('corpus'), 'bench');
  const images = Array.from({ length: corpus.rows }, (_none, id) => figureDetail(corpus, id).image);
  const megabytes = images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 1e6;
  const report = (what: string, seconds: number): void => {
    const rates = `${(corpus.rows / seconds).toFixed(0)} figures/s, ${(megabytes / seconds).toFixed(0)} MB/s`;
    process.stdout.write(`${what.padEnd(12)} ${rates}\n`);
  };
  const rss = (): string => `${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`;
  process.stdout.write(`${corpus.rows} figures, ${megabytes.toFixed(0)} MB of images; memory ${rss()}\n`);
  mkdirSync(folder.at('copies'));
  const copyStart = performance.now();
  images.forEach(({ source: from }, index) => {
    if (from.kind === 'file') copyFileSync(from.path, join(folder.at('copies'), String(index)));
  });
  report('copy', (performance.now() - copyStart) / 1000);
  for (const format of exportFormats) {
    const out = folder.at(format);
    const exportStart = performance.now();
    await exportOpen(corpus, { format, out });
    report(format, (performance.now() - exportStart) / 1000);
    const importStart = performance.now();
    await importInto(folder.at(`${format}-back`), out);
    report('  imported', (performance.now() - importStart) / 1000);
  }
  process.stdout.write(`memory ${rss()}\n`);
}

/** The figures of a corpus again and again, each time as those of another article. */
function* manyOf(folder: string): Generator<FigureRecord> {
  using corpus = openCorpus(folder, 'real');
  for (let copy = 0; copy < copies; copy += 1) {
    for (let id = 0; id < corpus.rows; id += 1) {
      const { article, figureId, label, caption, mentions, panels, image } = figureDetail(corpus, id);
      yield {
        article: { ...article, key: `${article.key}-${copy}` },
        figureId,
        ...(label ? { label } : {}),
        caption,
        mentions,
        panels,
        image,
      };
    }
  }
}
