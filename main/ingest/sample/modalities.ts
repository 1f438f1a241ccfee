/** The kinds of figures that the sample corpus can draw, by the name that filters and facets use. */
import { barChart } from './chart-bars.ts';
import { brainMri } from './mri-brain.ts';
import { chestRadiograph } from './radiograph-chest.ts';
import { fluorescence } from './fluorescence.ts';
import { histology } from './histology.ts';
import type { Sketcher } from './sketch.ts';
import { westernBlot } from './blot.ts';

/** One or more subjects of a modality; each is drawn equally often. */
export const modalities = {
  radiograph: [chestRadiograph],
  mri: [brainMri],
  histology: [histology],
  fluorescence: [fluorescence],
  'bar chart': [barChart],
  blot: [westernBlot],
} as const satisfies Record<string, readonly Sketcher[]>;

export type ModalityName = keyof typeof modalities;
/** What a figure of several panels is filed under. */
export const compoundName = 'compound';
