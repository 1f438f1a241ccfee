/** Figures for tests: the same every time, with every field in use. */
import type { FigureSummary } from '#app/domain/corpus.ts';
import type { CurationStatus, LicenseCode, SplitName } from '#app/domain/figure.ts';

const subjects = [
  'Chest radiograph showing a large left-sided tension pneumothorax with mediastinal shift',
  'Axial CT confirming a small residual pneumothorax not visible on the radiograph',
  'Recurrence-free survival after treatment, by group',
  'Haematoxylin and eosin stain of the bladder wall, original magnification ×100',
  'Ground-glass opacities in both lower lobes; subpleural sparing',
] as const;
const modalities = ['radiograph', 'ct', 'plot', 'microscopy', 'ct'] as const;
const journals = ['Eur Radiol', 'Cureus', 'PLoS ONE', 'Sci Rep', 'J Thorac Dis', 'Trials'] as const;
const licenses: readonly LicenseCode[] = ['CC-BY', 'CC0', 'CC-BY-NC', 'CC-BY'];
const splits: readonly SplitName[] = ['train', 'train', 'train', 'dev', 'test'];
const statuses: readonly CurationStatus[] = ['pending', 'pending', 'pending', 'accepted', 'returned'];

/** `count` figures, four to an article. */
export const sampleFigures = (count: number): readonly FigureSummary[] =>
  Array.from({ length: count }, (_, id) => {
    const article = Math.floor(id / 4);
    return {
      id,
      articleKey: `PMC${7_000_000 + article}`,
      figureId: `F${(id % 4) + 1}`,
      label: `Figure ${(id % 4) + 1}.`,
      caption: `${subjects[id % subjects.length]} (case ${id}).`,
      highlights: [],
      title: `Report ${article} on thoracic imaging`,
      journal: journals[article % journals.length]!,
      year: 2005 + (article % 20),
      license: licenses[article % licenses.length]!,
      modality: modalities[id % modalities.length]!,
      split: splits[article % splits.length]!,
      status: statuses[id % statuses.length]!,
      tags: id % 7 === 0 ? ['case'] : [],
      captionEdited: id % 11 === 0,
      sha256: id.toString(16).padStart(64, '0'),
      width: 640 + (id % 5) * 160,
      height: 480,
    };
  });
