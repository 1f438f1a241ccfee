/** Chest radiographs: one finding in one zone of one lung, heart size, a device, the polarity of the display. */
import type { Random } from '#app/util/random.ts';
import { between, chance, counted, pick, type Sketch } from '../sketch.ts';
import { drawChest } from './chest-radiograph-drawing.ts';

/** What is wrong with a lung. */
export type Finding = 'nodule' | 'opacity' | 'pneumothorax' | 'effusion' | 'clear';
/** Metal in view. */
export type Device = 'none' | 'pacemaker' | 'wires';

/** What a chest radiograph shows. */
export interface ChestAttributes {
  readonly finding: Finding;
  /** The patient's side; their right lung is on the left of the image. */
  readonly side: 'left' | 'right';
  readonly zone: 'upper' | 'lower';
  readonly nodules: number;
  readonly largeHeart: boolean;
  readonly device: Device;
  readonly inverted: boolean;
}

/** The attributes, words and drawing of a chest radiograph. */
export function chestRadiograph(random: Random): Sketch {
  const finding = pick<Finding>(random, [
    'nodule',
    'nodule',
    'opacity',
    'opacity',
    'pneumothorax',
    'effusion',
    'clear',
  ]);
  const attributes: ChestAttributes = {
    finding,
    side: pick(random, ['left', 'right']),
    zone: pick(random, ['upper', 'lower']),
    nodules: between(random, 1, 3),
    largeHeart: chance(random, 0.35),
    device: pick<Device>(random, ['none', 'none', 'pacemaker', 'wires']),
    inverted: chance(random, 0.2),
  };
  const { device, inverted, largeHeart } = attributes;
  const found = findingWords(random, attributes);
  const heart = largeHeart
    ? pick(random, ['an enlarged heart', 'marked cardiomegaly'])
    : 'a normal heart size';
  const view = pick(random, ['Posteroanterior chest radiograph', 'Chest X-ray', 'Frontal chest radiograph']);
  const shown = inverted ? ' (inverted greyscale)' : '';
  const deviceWords = {
    none: '',
    pacemaker: ', with a pacemaker in the left chest wall',
    wires: ', with midline sternal wires',
  };
  return {
    traits: [
      finding,
      ...traitsOf(attributes),
      largeHeart ? 'large' : 'normal',
      device,
      inverted ? 'inverted' : 'plain',
    ],
    headline: `${view}${shown} showing ${found} and ${heart}${deviceWords[device]}`,
    brief: `chest radiograph${shown} with ${found}${largeHeart ? ' and cardiomegaly' : ''}`,
    details: [
      pick(random, [
        'The costophrenic angle on the other side is sharp.',
        'No rib fracture is seen.',
        'The trachea is in the midline.',
        'Bony structures are unremarkable.',
      ]),
    ],
    aspect: pick(random, [0.9, 1, 1.1]),
    draw: (width, height) => drawChest(random.fork('draw'), width, height, attributes),
  };
}

/** What is seen beyond the kind of finding; a clear chest has no side. */
function traitsOf({ finding, side, zone, nodules }: ChestAttributes): (string | number)[] {
  if (finding === 'clear') return [];
  if (finding === 'nodule') return [side, zone, nodules];
  return finding === 'opacity' ? [side, zone] : [side];
}

function findingWords(random: Random, { finding, side, zone, nodules }: ChestAttributes): string {
  switch (finding) {
    case 'nodule':
      return `${counted(random, nodules, 'round nodule')} in the ${side} ${zone} lobe`;
    case 'opacity':
      return `${pick(random, ['dense consolidation', 'a patchy opacity'])} in the ${side} ${zone} ${pick(random, ['lobe', 'zone'])}`;
    case 'pneumothorax':
      return `a large ${side}-sided pneumothorax`;
    case 'effusion':
      return `a ${pick(random, ['moderate', 'large'])} ${side} pleural effusion`;
    case 'clear':
      return pick(random, ['clear lungs on both sides', 'no focal lesion in either lung']);
  }
}
