/** Deterministic figure records for tests and benchmarks of the store: no images behind them, hashes made up. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { licenseCodes, type FigureRecord } from '#app/domain/figure.ts';
import { CorpusWriter } from './writer.ts';

/** A small repeatable generator (mulberry32): whole numbers in [0, below). */
export function randomIntegers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const stems =
  'chest radiograph pneumonia tumour cell stain axial contrast lesion liver kidney retina bone graph dose gene'.split(
    ' ',
  );
const modalities = [undefined, 'mri', 'ct', 'x-ray', 'histology', 'bar chart'];

/** A caption with a skewed mix of words: a few in almost every caption, thousands that are rare. */
function captionOf(random: (below: number) => number, words: number): string {
  return Array.from({ length: words }, () => {
    const rank = Math.floor(2 ** (random(14_000) / 1000)) - 1;
    return rank < stems.length ? stems[rank] : `term${rank}`;
  }).join(' ');
}

/** `count` records, about five figures to an article, in the order of a source. */
export function* testRecords(count: number, seed = 1, captionWords = 24): Generator<FigureRecord> {
  const random = randomIntegers(seed);
  for (let article = 0, row = 0; row < count; article += 1) {
    const key = `PMC${seed * 10_000_000 + article}`;
    const license = licenseCodes[random(6)];
    const year = random(12) === 0 ? undefined : 1995 + random(31);
    const journal = random(9) === 0 ? undefined : `Journal of Test ${random(40)}`;
    const figures = 1 + random(9);
    for (let figure = 1; figure <= figures && row < count; figure += 1, row += 1) {
      const sha256 = createHash('sha256').update(`${key}/${figure}`).digest('hex');
      yield {
        article: {
          key,
          pmcid: key,
          title: `Article ${article}`,
          journal,
          year,
          license,
          retracted: random(200) === 0,
        },
        figureId: `F${figure}`,
        label: `Figure ${figure}`,
        caption: random(50) === 0 ? '' : `${captionOf(random, 2 + random(captionWords * 2))}.`,
        mentions: random(3) === 0 ? [{ text: `As Figure ${figure} shows.` }] : [],
        panels: random(4) === 0 ? ['A', 'B'] : [],
        modality: modalities[random(modalities.length)],
        image: {
          sha256,
          width: 64 + random(2000),
          height: 64 + random(2000),
          format: 'png',
          sizeBytes: 1000 + random(9000),
          source: { kind: 'blob', sha256 },
        },
      };
    }
  }
}

/** A fresh folder under the system's temporary one, removed when disposed. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'figscope-store-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes records into the corpus of a folder as one source, in batches. */
export function writeRecords(
  folder: string,
  records: Iterable<FigureRecord>,
  source = 'test',
  batch = 2000,
): void {
  using writer = new CorpusWriter(folder, { name: 'test' });
  writer.startSource(source);
  let pending: FigureRecord[] = [];
  for (const record of records) {
    pending.push(record);
    if (pending.length < batch) continue;
    writer.writeBatch(source, pending, []);
    pending = [];
  }
  writer.writeBatch(source, pending, []);
  writer.finishSource(source);
}
