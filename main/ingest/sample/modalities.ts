/** The kinds of figures that the sample corpus can draw, by the name that filters and facets use. */
import { barChart } from './charts/bar-chart.ts';
import { brainMri } from './radiology/brain-mri.ts';
import { chestRadiograph } from './radiology/chest-radiograph.ts';
import { fluorescence } from './microscopy/fluorescence.ts';
import { histology } from './microscopy/histology.ts';
import type { Sketcher } from './sketch.ts';
import { westernBlot } from './laboratory/western-blot.ts';

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
