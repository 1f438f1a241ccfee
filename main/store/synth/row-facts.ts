/**
 * Everything about a synthetic row but its words: five figures to an article, journals and modalities with a skew,
 * years that grow towards the present, licences as the open-access subset has them, sizes of published figures.
 */
import type { Article, FigureRecord, LicenseCode } from '#app/domain/figure.ts';
import { RowRandom, streams } from './row-random.ts';
import { WeightedChoice, zipfWeights } from './weighted-choice.ts';

export const figuresPerArticle = 5;
const journalCount = 3000;
const firstYear = 2001;
const yearCount = 25;
/** Articles of a year are so many times those of the year before. */
const yearlyGrowth = 1.09;
const withoutYear = 400;
const retractedOne = 1500;

const licences: readonly (readonly [LicenseCode, number])[] = [
  ['CC-BY', 62],
  ['CC-BY-NC', 12],
  ['CC-BY-NC-ND', 14],
  ['CC-BY-NC-SA', 4],
  ['CC0', 3],
  ['other', 3],
  ['none', 2],
];

/** Commonest first. */
const modalities =
  'bar chart,line plot,fluorescence microscopy,histology,flow chart,gel or blot,x-ray,ct,mri,light microscopy,scatter plot,electron microscopy,diagram,ultrasound,photograph,heat map,endoscopy,fundus photograph,box plot,chemical structure,gene sequence,table,pet,oct,angiography,dermoscopy,ecg,3-d reconstruction,eeg,spectrum'.split(
    ',',
  );
const withoutModality = 50;
const types = ['research-article', 'research-article', 'research-article', 'review-article', 'case-report'];
const sizes: readonly (readonly [number, number])[] = [
  [800, 600],
  [1024, 768],
  [700, 900],
  [1200, 500],
  [600, 600],
  [512, 512],
  [1500, 1100],
  [400, 300],
  [640, 880],
  [2000, 1400],
];

const journalSubjects =
  'Acrology Angiology Baromorphy Bioserology Cardionomy Cephalics Chronopathy Cryptology Cytonomy Dermography Enterology Epimetry Fibrology Gastronomy Glycology Haemometry Hepatology Heteroscopy Histonomy Idiopathics Immunometry Keratology Leucology Lipology Lymphology Macroscopy Mesology Metabolonomy Morphometry Mycology Myology Nephrology Neurography Odontology Oncometry Orthology Osteology Otology Paramedics Pathometry Phlebology Photology Physionomy Pneumology Polymetry Proteology Psychometry Pulmology Radiography Rhinology Sclerology Serology Somatology Sonography Spondylology Tachymetry Thermology Thoracics Toxonomy Vasology'.split(
    ' ',
  );
const journalKinds =
  'Annals of,Archives of,Journal of,Advances in,Frontier Notes in,International Review of,Letters in,Open Studies of,Reports in,Transactions in'.split(
    ',',
  );
const journalFields = ['', ' and Practice', ' Research', ' and Therapy', ' Today'];

/** An invented name for each of the 3,000. */
function journalName(rank: number): string {
  const kind = journalKinds[rank % journalKinds.length];
  const subject = journalSubjects[Math.floor(rank / journalKinds.length) % journalSubjects.length];
  const field = journalFields[Math.floor(rank / (journalKinds.length * journalSubjects.length))];
  return `${kind} ${subject}${field}`;
}

export interface RowText {
  readonly caption: string;
  readonly mention: string;
  readonly titleOf: (article: number) => string;
}

export class RowMaker {
  readonly #seed: number;
  readonly #random = new RowRandom();
  readonly #journal = new WeightedChoice(zipfWeights(journalCount));
  readonly #journalNames = Array.from({ length: journalCount }, (_none, rank) => journalName(rank));
  readonly #licence = new WeightedChoice(licences.map(([, weight]) => weight));
  readonly #year = new WeightedChoice(
    Array.from({ length: yearCount }, (_none, year) => yearlyGrowth ** year),
  );
  readonly #modality = new WeightedChoice(zipfWeights(modalities.length, 0.7));
  #article: { readonly number: number; readonly article: Article } | undefined;

  constructor(seed: number) {
    this.#seed = seed;
  }

  record(row: number, { caption, mention, titleOf }: RowText): FigureRecord {
    const figure = (row % figuresPerArticle) + 1;
    const article = this.#articleOf(Math.floor(row / figuresPerArticle), titleOf);
    const random = this.#random.start(this.#seed, row, streams.figure);
    const modality =
      random.below(withoutModality) === 0 ? undefined : modalities[this.#modality.draw(random)];
    const [width, height] = sizes[random.below(sizes.length)];
    return {
      article,
      figureId: `F${figure}`,
      label: `Figure ${figure}`,
      caption,
      mentions: [{ text: mention }],
      panels: panelsOf(caption),
      modality,
      image: {
        sha256: this.#hash(row),
        width,
        height,
        format: 'png',
        sizeBytes: 20_000 + random.below(400_000),
        source: { kind: 'synthetic', seed: row, label: modality ?? 'figure', width, height },
      },
    };
  }

  #articleOf(number: number, titleOf: (article: number) => string): Article {
    if (this.#article?.number === number) return this.#article.article;
    const random = this.#random.start(this.#seed, number, streams.article);
    const year = random.below(withoutYear) === 0 ? undefined : firstYear + this.#year.draw(random);
    const month = String(1 + random.below(12)).padStart(2, '0');
    const article: Article = {
      key: `SYN${String(number + 1).padStart(7, '0')}`,
      title: titleOf(number),
      journal: this.#journalNames[this.#journal.draw(random)],
      year,
      ...(year === undefined ? {} : { date: `${year}-${month}` }),
      articleType: types[random.below(types.length)],
      license: licences[this.#licence.draw(random)][0],
      retracted: random.below(retractedOne) === 0,
    };
    this.#article = { number, article };
    return article;
  }

  /** As random as the hash of a file. */
  #hash(row: number): string {
    const random = this.#random.start(this.#seed, row, streams.image);
    let hash = '';
    for (let word = 0; word < 8; word += 1) hash += random.next().toString(16).padStart(8, '0');
    return hash;
  }
}

function panelsOf(caption: string): string[] {
  if (!caption.startsWith('(A)')) return [];
  return ['A', 'B', 'C', 'D'].filter((letter) => caption.includes(`(${letter})`));
}
