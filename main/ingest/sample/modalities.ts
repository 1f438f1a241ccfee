/** The kinds of figures that the sample corpus can draw, by the name that filters and facets use. */
import { barChart } from './charts/bar-chart.ts';
import { boxPlot } from './charts/box-plot.ts';
import { cytometryPlot } from './charts/cytometry-plot.ts';
import { forestPlot } from './charts/forest-plot.ts';
import { heatMap } from './charts/heat-map.ts';
import { lineChart } from './charts/line-chart.ts';
import { rocCurve } from './charts/roc-curve.ts';
import { correlationPlot, embeddingPlot } from './charts/scatter-plot.ts';
import { survivalCurve } from './charts/survival-curve.ts';
import { volcanoPlot } from './charts/volcano-plot.ts';
import { dermoscopy } from './clinical/dermoscopy.ts';
import { electrocardiogram } from './clinical/electrocardiogram.ts';
import { endoscopy } from './clinical/endoscopy.ts';
import { fundus } from './clinical/fundus.ts';
import { retinalOct } from './clinical/retinal-oct.ts';
import { flowDiagram } from './diagrams/flow-diagram.ts';
import { networkGraph } from './diagrams/network-graph.ts';
import { phylogeneticTree } from './diagrams/phylogenetic-tree.ts';
import { sequenceAlignment } from './diagrams/sequence-alignment.ts';
import { culturePlate } from './laboratory/culture-plate.ts';
import { dnaGel } from './laboratory/dna-gel.ts';
import { westernBlot } from './laboratory/western-blot.ts';
import { bloodSmear } from './microscopy/blood-smear.ts';
import { fluorescence } from './microscopy/fluorescence.ts';
import { histology } from './microscopy/histology.ts';
import { immunohistochemistry } from './microscopy/immunohistochemistry.ts';
import { scanningMicrograph } from './microscopy/scanning-micrograph.ts';
import { transmissionMicrograph } from './microscopy/transmission-micrograph.ts';
import { woundAssay } from './microscopy/wound-assay.ts';
import { brainMri } from './radiology/brain-mri.ts';
import { chestRadiograph } from './radiology/chest-radiograph.ts';
import { abdomenCt } from './radiology/ct-abdomen.ts';
import { chestCt } from './radiology/ct-chest.ts';
import { headCt } from './radiology/ct-head.ts';
import { boneRadiograph } from './radiology/bone-radiograph.ts';
import { handRadiograph } from './radiology/hand-radiograph.ts';
import { petScan } from './radiology/pet.ts';
import { spineMri } from './radiology/spine-mri.ts';
import { ultrasound } from './radiology/ultrasound.ts';
import type { Sketcher } from './sketch.ts';

/** One or more subjects of a modality; each is drawn equally often. */
export const modalities = {
  'x-ray': [chestRadiograph, chestRadiograph, handRadiograph, boneRadiograph],
  ct: [chestCt, abdomenCt, headCt],
  mri: [brainMri, brainMri, spineMri],
  ultrasound: [ultrasound],
  pet: [petScan],
  histology: [histology],
  ihc: [immunohistochemistry],
  fluorescence: [fluorescence],
  'electron-microscopy': [transmissionMicrograph, scanningMicrograph],
  'blood-smear': [bloodSmear],
  'phase-contrast': [woundAssay],
  dermoscopy: [dermoscopy],
  fundus: [fundus],
  oct: [retinalOct],
  endoscopy: [endoscopy],
  ecg: [electrocardiogram],
  blot: [westernBlot],
  gel: [dnaGel],
  culture: [culturePlate],
  'bar-chart': [barChart],
  'line-chart': [lineChart],
  'box-plot': [boxPlot],
  scatter: [correlationPlot, embeddingPlot],
  survival: [survivalCurve],
  'heat-map': [heatMap],
  roc: [rocCurve],
  'forest-plot': [forestPlot],
  volcano: [volcanoPlot],
  cytometry: [cytometryPlot],
  'flow-diagram': [flowDiagram],
  alignment: [sequenceAlignment],
  tree: [phylogeneticTree],
  network: [networkGraph],
} as const satisfies Record<string, readonly Sketcher[]>;

/** Name of a kind of figure with a single panel. */
export type ModalityName = keyof typeof modalities;
/** What a figure of several panels is filed under. */
export const compoundName = 'compound';
