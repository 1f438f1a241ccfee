/**
 * Every feature of the window, each loaded when it is first shown. The rail, the palette, the shortcut sheet and the
 * router read this table; a feature appears by its entry here and by nothing else.
 */
import {
  Box,
  ChartSpline,
  Columns2,
  LayoutGrid,
  ListTodo,
  type LucideIcon,
  ScanText,
  ZoomIn,
} from 'lucide-react';
import type { ComponentType } from 'react';

export interface ShortcutNote {
  readonly keys: string;
  readonly label: string;
}

export interface Feature {
  /** First part of its address: `#/corpus/...`. */
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Opens it from anywhere. Absent: not on the rail, reached by links. */
  readonly key?: string;
  /** Which rail entry is lit for a feature that has none. */
  readonly under?: string;
  readonly place?: 'top' | 'bottom';
  readonly load: () => Promise<ComponentType>;
  /** For the shortcut sheet. */
  readonly shortcuts?: readonly ShortcutNote[];
}

export const features: readonly Feature[] = [
  {
    id: 'corpus',
    label: 'Corpus',
    icon: LayoutGrid,
    key: 'Ctrl+1',
    load: async () => (await import('./corpus/corpus-view.tsx')).CorpusView,
    shortcuts: [
      { keys: '/', label: 'Write in the query' },
      { keys: 'J', label: 'Next figure' },
      { keys: 'K', label: 'Previous figure' },
      { keys: 'Space', label: 'Preview' },
      { keys: 'Enter', label: 'Open' },
      { keys: 'X', label: 'Select' },
      { keys: 'Shift+J', label: 'Extend the selection' },
      { keys: 'Ctrl+A', label: 'All that match' },
      { keys: 'G', label: 'Go to a place or a figure' },
      { keys: 'Ctrl+S', label: 'Save the query' },
      { keys: 'T', label: 'Tag' },
      { keys: 'M', label: 'More like this' },
      { keys: 'C', label: 'Compare the two that are selected, or with the next figure' },
      { keys: '1', label: 'Pixel for pixel' },
      { keys: 'E', label: 'Edit the caption' },
      { keys: 'A', label: 'Accept' },
      { keys: 'R', label: 'Return' },
      { keys: 'N', label: 'Reject' },
    ],
  },
  {
    id: 'train',
    label: 'Train',
    icon: ChartSpline,
    key: 'Ctrl+2',
    load: async () => (await import('./train/train-view.tsx')).TrainView,
  },
  {
    id: 'classify',
    label: 'Classify',
    icon: ScanText,
    key: 'Ctrl+3',
    load: async () => (await import('./classify/classify-view.tsx')).ClassifyView,
  },
  {
    id: 'retrieve',
    label: 'Retrieve',
    icon: ZoomIn,
    key: 'Ctrl+4',
    load: async () => (await import('./retrieve/retrieve-view.tsx')).RetrieveView,
    shortcuts: [
      { keys: '/', label: 'Write the query' },
      { keys: 'J', label: 'Next hit' },
      { keys: 'K', label: 'Previous hit' },
      { keys: 'Enter', label: 'Open in the corpus' },
      { keys: 'S', label: 'More like this hit' },
      { keys: 'D', label: 'Compare with the query' },
      { keys: 'C', label: 'Collapse copies, or not' },
      { keys: 'X', label: 'Re-check exactly' },
    ],
  },
  {
    id: 'compare',
    label: 'Compare',
    icon: Columns2,
    under: 'corpus',
    load: async () => (await import('./compare/compare-view.tsx')).CompareView,
    shortcuts: [
      { keys: 'L', label: 'Zoom together, or apart' },
      { keys: 'S', label: 'Swap the two' },
      { keys: 'Left', label: 'Figure A is the active one' },
      { keys: 'Right', label: 'Figure B is the active one' },
      { keys: 'M', label: 'More like the active one' },
      { keys: 'Esc', label: 'Back' },
    ],
  },
  {
    id: 'models',
    label: 'Models',
    icon: Box,
    key: 'Ctrl+5',
    load: async () => (await import('./models/models-view.tsx')).ModelsView,
    shortcuts: [
      { keys: 'J', label: 'Next model' },
      { keys: 'K', label: 'Previous model' },
    ],
  },
  {
    id: 'jobs',
    label: 'Jobs',
    icon: ListTodo,
    key: 'Ctrl+6',
    place: 'bottom',
    load: async () => (await import('./jobs/jobs-view.tsx')).JobsView,
  },
  {
    id: 'check',
    label: 'Check',
    icon: LayoutGrid,
    under: 'corpus',
    load: async () => (await import('./check/check-view.tsx')).CheckView,
  },
  {
    id: 'import',
    label: 'Import report',
    icon: LayoutGrid,
    under: 'jobs',
    load: async () => (await import('./import/report-view.tsx')).ReportView,
  },
];

/** The feature of an address; unknown addresses lead to the corpus. */
export const featureOf = (view: string): Feature =>
  features.find((feature) => feature.id === view) ?? features[0]!;
