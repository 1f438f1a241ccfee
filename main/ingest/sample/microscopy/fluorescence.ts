/** Fluorescence micrographs: shape and number of cells, colour and place of the marker, blue nuclei or none. */
import type { Random } from '#app/util/random.ts';
import { type Canvas, type Colour, white } from '../raster/canvas.ts';
import { Field } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { addScaleBar, mergeChannels } from '../raster/paint.ts';
import { placesExactly } from '../raster/shapes.ts';
import { between, capitalise, chance, countWord, pick, type Sketch } from '../sketch.ts';

type Place = 'filaments' | 'puncta' | 'membrane' | 'nuclear';
type Shape = 'round' | 'spindle' | 'neuron';

interface CellAttributes {
  readonly colour: keyof typeof dyes;
  readonly place: Place;
  readonly shape: Shape;
  readonly cells: number;
  readonly counterstain: boolean;
}

const dyes = {
  green: [70, 255, 90],
  red: [255, 56, 40],
  magenta: [255, 60, 230],
  yellow: [255, 220, 50],
  cyan: [50, 235, 255],
} as const satisfies Record<string, Colour>;
const dapi: Colour = [60, 90, 255];

const markers: Readonly<Record<Place, readonly string[]>> = {
  filaments: ['F-actin (phalloidin)', 'α-tubulin', 'vimentin'],
  puncta: ['LAMP1', 'LC3', 'EEA1'],
  membrane: ['E-cadherin', 'CD44', 'β-catenin'],
  nuclear: ['Ki-67', 'p53', 'NF-κB p65'],
};

/** The attributes, words and drawing of a fluorescence micrograph. */
export function fluorescence(random: Random): Sketch {
  const shape = pick<Shape>(random, ['round', 'round', 'spindle', 'neuron']);
  const attributes: CellAttributes = {
    colour: pick(random, ['green', 'red', 'magenta', 'yellow', 'cyan']),
    place:
      shape === 'neuron' ? 'filaments' : pick<Place>(random, ['filaments', 'puncta', 'membrane', 'nuclear']),
    shape,
    cells: shape === 'neuron' ? between(random, 1, 4) : pick(random, [1, 2, 3, 4, 5, 7, 9]),
    counterstain: chance(random, 0.65),
  };
  const { colour, place, cells, counterstain } = attributes;
  const marker = shape === 'neuron' ? pick(random, ['MAP2', 'βIII-tubulin']) : pick(random, markers[place]);
  const kind = { round: 'round epithelial cell', spindle: 'elongated fibroblast', neuron: 'branched neuron' }[
    shape
  ];
  const group = `${cells === 1 ? pick(random, ['a single', 'one']) : countWord(random, cells)} ${kind}${cells === 1 ? '' : 's'}`;
  const where = {
    filaments: 'in filaments',
    puncta: 'in bright cytoplasmic puncta',
    membrane: 'at the cell membrane',
    nuclear: 'in the nucleus',
  }[place];
  const nuclei = counterstain
    ? pick(random, ['nuclei in blue (DAPI)', 'blue DAPI-stained nuclei'])
    : 'no nuclear counterstain';
  return {
    traits: [shape, cells, colour, place, counterstain ? 'blue' : 'none'],
    headline: pick(random, [
      `Immunofluorescence of ${group} with ${marker} (${colour}) ${where}, ${nuclei}`,
      `Confocal image of ${group}: ${colour} ${marker} staining ${where}; ${nuclei}`,
      `${capitalise(group)} stained for ${marker} (${colour}, ${where}) and ${nuclei}`,
    ]),
    brief: `${colour} ${marker} fluorescence of ${group}`,
    details: [
      pick(random, ['Scale bar, 10 µm.', 'Scale bar, 20 µm.', 'Scale bars: 25 µm.']),
      pick(random, [
        'Cells were fixed 24 h after transfection.',
        'Images are maximum projections.',
        'Representative of n = 3 experiments.',
      ]),
    ],
    aspect: pick(random, [1, 1, 1.25]),
    draw: (width, height) => drawCells(random.fork('draw'), width, height, attributes),
  };
}

function drawCells(random: Random, width: number, height: number, attributes: CellAttributes): Canvas {
  const size = { width, height };
  const marker = new Field(size, 0.02);
  const nuclei = new Field(size);
  const { cells, shape } = attributes;
  const spreadX = (marker.columns / marker.unit) * 0.92;
  const gap = cells === 1 ? 1 : 1.45 / Math.sqrt(cells);
  const places = placesExactly(random, cells, spreadX, 1.84, gap, (room) => Math.min(0.32, room * 0.4));
  const radius = Math.min(0.6, 0.86 / Math.sqrt(cells + 0.6)) * (shape === 'neuron' ? 0.55 : 0.9);
  for (const [px, py] of places) {
    const x = px - spreadX / 2;
    const y = py - 0.92;
    drawCell(marker, nuclei, random, x, y, radius * random.uniform(0.9, 1.1), attributes);
  }
  const texture = cloudTexture(random);
  marker.warp(texture, 0.3, 24);
  nuclei.warp(texture, 0.3, 24);
  marker.each((value, x, y) => value * (0.65 + 0.7 * texture.at(x * 130, y * 130)));
  nuclei.each((value, x, y) => value * (0.6 + 0.6 * texture.at(y * 150, x * 150)));
  const canvas = mergeChannels(random, size, [
    { field: marker, colour: dyes[attributes.colour] },
    { field: nuclei, colour: dapi },
  ]);
  addScaleBar(canvas, white);
  return canvas;
}

function drawCell(
  marker: Field,
  nuclei: Field,
  random: Random,
  x: number,
  y: number,
  radius: number,
  attributes: CellAttributes,
): void {
  const { shape, place, counterstain } = attributes;
  const angle = random.uniform(0, Math.PI);
  const long = shape === 'spindle' ? radius * 1.55 : radius;
  const short = shape === 'spindle' ? radius * 0.42 : radius * 0.86;
  const body = { x, y, radiusX: long, radiusY: short, angle };
  const nucleus = {
    x,
    y,
    radiusX: Math.min(long * 0.42, radius * 0.5),
    radiusY: Math.min(short * 0.6, radius * 0.42),
    angle,
    soft: 0.25,
  };
  if (counterstain) nuclei.mix(nucleus, 0.95);
  const inside = (turn: number, share: number): readonly [number, number] => {
    const across = Math.cos(turn) * long * share;
    const along = Math.sin(turn) * short * share;
    return [
      x + across * Math.cos(angle) - along * Math.sin(angle),
      y + across * Math.sin(angle) + along * Math.cos(angle),
    ];
  };
  if (shape === 'neuron') {
    drawNeuron(marker, random, x, y, radius);
    return;
  }
  switch (place) {
    case 'nuclear':
      marker.add({ ...body, soft: 0.8 }, 0.12);
      marker.mix({ ...nucleus, soft: 0.2 }, 1);
      return;
    case 'membrane':
      marker.add({ ...body, soft: 0.2 }, 0.14);
      marker.ring(body, 1, Math.min(0.16, 0.035 / short));
      return;
    case 'puncta':
      marker.add({ ...body, soft: 0.4 }, 0.16);
      for (let i = 0; i < 34; i++) {
        const [px, py] = inside(random.uniform(0, 6.283), Math.sqrt(random.uniform(0.22, 0.85)));
        const dot = random.uniform(0.022, 0.042);
        marker.add({ x: px, y: py, radiusX: dot, radiusY: dot, soft: 0.8 }, 0.95);
      }
      return;
    case 'filaments':
      marker.add({ ...body, soft: 0.4 }, 0.22);
      for (let i = 0; i < 15; i++) {
        // Stress fibres: chords that run the long way, close to parallel.
        const turn = -1.35 + (i / 14) * 2.7 + random.uniform(-0.06, 0.06);
        marker.strand(
          [inside(turn, 0.97), inside(Math.PI - turn + random.uniform(-0.25, 0.25), 0.97)],
          0.016,
          random.uniform(0.5, 0.95),
        );
      }
      marker.ring(body, 0.4, Math.min(0.12, 0.03 / short));
  }
}

function drawNeuron(marker: Field, random: Random, x: number, y: number, radius: number): void {
  marker.lighten({ x, y, radiusX: radius * 0.4, radiusY: radius * 0.34, soft: 0.5 }, 0.95);
  const arms = between(random, 5, 6);
  for (let arm = 0; arm < arms; arm++) {
    let heading = (arm / arms) * 6.283 + random.uniform(-0.3, 0.3);
    let [px, py] = [x, y];
    for (let step = 0; step < 9; step++) {
      const nx = px + Math.cos(heading) * radius * 0.26;
      const ny = py + Math.sin(heading) * radius * 0.26;
      marker.strand(
        [
          [px, py],
          [nx, ny],
        ],
        0.042 - step * 0.003,
        0.85 - step * 0.04,
      );
      if (step > 2 && step % 2 === 1) {
        const turn = heading + (random.next() < 0.5 ? 0.9 : -0.9);
        marker.strand(
          [
            [nx, ny],
            [nx + Math.cos(turn) * radius * 0.5, ny + Math.sin(turn) * radius * 0.5],
          ],
          0.016,
          0.6,
        );
      }
      heading += random.uniform(-0.35, 0.35);
      [px, py] = [nx, ny];
    }
  }
}
