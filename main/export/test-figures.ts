/** For tests: a small corpus in which everything that a format could lose is there. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FigureRecord } from '#app/domain/figure.ts';
import { image } from '#main/ingest/testing/collect.ts';
import { itemsOf, writeItems } from './test-export.ts';

const formats = ['png', 'jpeg', 'gif', 'tiff'] as const;
const endings = { png: 'png', jpeg: 'jpg', gif: 'gif', tiff: 'tif' } as const;
const splits = ['train', 'dev', 'test'] as const;

const captions = [
  'A "quoted" caption, with commas; and a semicolon.',
  'Two\nlines\r\nand a tab\there.',
  '  Spaces before and after  ',
  '',
  'α-Synuclein 10 µm ≥ 5 % \u{1f52c} naïve',
  '=SUM(A1) {"figscope": 1} </caption>',
  '(A) One. (B) Two.',
];

/** `count` figures of about three to an article, in every split, with images of four formats in `folder`. */
export async function awkwardFigures(folder: string, count = 42): Promise<FigureRecord[]> {
  mkdirSync(folder, { recursive: true });
  const records: FigureRecord[] = [];
  for (let row = 0; row < count; row += 1) {
    const article = Math.floor(row / 3);
    const format = formats[row % formats.length] ?? 'png';
    const bytes = await image(format, { width: 8 + (row % 5), height: 6, red: row % 256 });
    const path = join(folder, `figure-${row}.${endings[format]}`);
    writeFileSync(path, bytes);
    records.push({
      article: articleNumber(article),
      // A dot and a slash: identities are not file names.
      figureId: row % 7 === 0 ? `fig.${row}/a` : `F${row}`,
      ...(row % 5 === 0 ? {} : { label: `Figure ${row}.` }),
      caption: captions[row % captions.length] ?? '',
      mentions: row % 2 === 0 ? [{ text: `See "Fig. ${row}", and\nmore.` }, { text: 'Again, here.' }] : [],
      panels: row % 3 === 0 ? ['A', 'B'] : [],
      ...(row % 4 === 0 ? {} : { modality: 'mri, 3 T' }),
      image: {
        sha256: createHash('sha256').update(bytes).digest('hex'),
        width: 8 + (row % 5),
        height: 6,
        format,
        sizeBytes: bytes.length,
        source: { kind: 'file', path },
      },
      split: splits[article % splits.length] ?? 'train',
      ...(row % 6 === 0 ? { renditions: ['a.tif', 'b, c.png'] } : {}),
      ...(row % 9 === 0
        ? { repairs: [{ field: 'caption' as const, kind: 'mojibake' as const, before: 'Î±-"Syn' }] }
        : {}),
    });
  }
  // Figures of one article that do not come together.
  const [first] = records;
  if (first) records.push({ ...first, figureId: 'late' });
  return records;
}

function articleNumber(number: number): FigureRecord['article'] {
  const isBare = number % 4 === 3;
  return {
    key: isBare ? `sha256:${number}` : number % 4 === 2 ? `10.1000/${number}.a` : `PMC${100 + number}`,
    ...(number % 4 < 2 ? { pmcid: `PMC${100 + number}`, pmid: String(5000 + number) } : {}),
    ...(number % 4 === 2 ? { doi: `10.1000/${number}.A` } : {}),
    title: isBare ? '' : `Title ${number}, "quoted"\n`,
    ...(isBare ? {} : { journal: 'Journal; of Tests', year: 1999 + number, date: `${1999 + number}-04` }),
    articleType: 'case-report',
    license: (['CC-BY', 'CC-BY-ND', 'none', 'other', 'TDM'] as const)[number % 5] ?? 'CC0',
    ...(number % 2 === 0 ? { licenseText: 'Free to read, <https://example.org/l>.' } : {}),
    retracted: number % 3 === 1,
  };
}

/** The corpus of these figures in `folder`, their images beside it. */
export async function makeAwkwardCorpus(folder: string, count?: number): Promise<void> {
  await writeItems(folder, 'awkward', itemsOf(await awkwardFigures(`${folder}-images`, count)));
}
