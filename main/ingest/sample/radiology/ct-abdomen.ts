/** CT of the abdomen: organ, number and brightness of its lesions. */
import type { Random } from '#app/util/random.ts';
import type { Canvas } from '../raster/canvas.ts';
import { Field } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { between, chance, counted, pick, type Sketch } from '../sketch.ts';
import { drawTrunk } from './ct-trunk.ts';

interface AbdomenAttributes {
  readonly finding: 'liver lesions' | 'kidney cyst' | 'dilated bowel' | 'large spleen' | 'none';
  readonly side: 'left' | 'right';
  readonly count: number;
  readonly bright: boolean;
}

/** The attributes, words and drawing of an abdominal CT slice. */
export function abdomenCt(random: Random): Sketch {
  const attributes: AbdomenAttributes = {
    finding: pick(random, [
      'liver lesions',
      'liver lesions',
      'kidney cyst',
      'dilated bowel',
      'large spleen',
      'none',
    ]),
    side: pick(random, ['left', 'right']),
    count: between(random, 1, 4),
    bright: chance(random, 0.4),
  };
  const { finding, side, count, bright } = attributes;
  const found = {
    'liver lesions': `${counted(random, count, `${bright ? 'bright, hypervascular' : 'dark, hypodense'} lesion`)} in the liver`,
    'kidney cyst': `a large dark cyst of the ${side} kidney`,
    'dilated bowel': 'gas-filled, dilated bowel loops',
    'large spleen': 'splenomegaly',
    none: 'normal solid organs',
  }[finding];
  const traits = {
    'liver lesions': [count, bright ? 'bright' : 'dark'],
    'kidney cyst': [side],
    'dilated bowel': [],
    'large spleen': [],
    none: [],
  }[finding];
  return {
    traits: ['abdomen', finding, ...traits],
    headline: pick(random, [
      `Axial CT of the abdomen showing ${found}`,
      `Contrast-enhanced abdominal CT with ${found}`,
      `Abdominal computed tomography, axial slice: ${found}`,
    ]),
    brief: `abdominal CT with ${found}`,
    details: [
      pick(random, [
        'Portal venous phase.',
        'No free fluid.',
        'Slice thickness, 3 mm.',
        'The vessels are patent.',
      ]),
    ],
    aspect: pick(random, [1.15, 1.3]),
    draw: (width, height) => drawAbdomen(random.fork('draw'), width, height, attributes),
  };
}

function drawAbdomen(
  random: Random,
  width: number,
  height: number,
  { finding, side, count, bright }: AbdomenAttributes,
): Canvas {
  const field = new Field({ width, height });
  drawTrunk(field, random, 0.25, 6);
  field.mix({ x: -0.42, y: -0.08, radiusX: 0.4, radiusY: 0.46, angle: 0.2, soft: 0.06 }, 0.6);
  field.mix({ x: -0.08, y: -0.3, radiusX: 0.36, radiusY: 0.2, angle: -0.1, soft: 0.1 }, 0.6);
  const spleen = finding === 'large spleen' ? 1.7 : 1;
  field.mix(
    {
      x: 0.66 - 0.08 * spleen,
      y: 0.16 - 0.06 * spleen,
      radiusX: 0.15 * spleen,
      radiusY: 0.25 * spleen,
      angle: 0.25,
      soft: 0.08,
    },
    0.66,
  );
  for (const sign of [-1, 1]) {
    field.mix({ x: sign * 0.36, y: 0.42, radiusX: 0.15, radiusY: 0.19, angle: sign * -0.3, soft: 0.08 }, 0.8);
    field.mix({ x: sign * 0.3, y: 0.42, radiusX: 0.06, radiusY: 0.09, soft: 0.4 }, 0.4);
    field.mix({ x: sign * 0.17, y: 0.5, radiusX: 0.08, radiusY: 0.09, soft: 0.2 }, 0.52);
  }
  field.mix({ x: 0.07, y: 0.3, radiusX: 0.075, radiusY: 0.075, soft: 0.15 }, 0.88);
  field.mix({ x: -0.1, y: 0.28, radiusX: 0.09, radiusY: 0.07, soft: 0.15 }, 0.7);
  field.mix({ x: 0.3, y: -0.32, radiusX: 0.26, radiusY: 0.17, angle: 0.3, soft: 0.08 }, 0.5);
  field.mix({ x: 0.34, y: -0.38, radiusX: 0.17, radiusY: 0.09, angle: 0.3, soft: 0.15 }, 0.02);
  field.mix({ x: 0.14, y: -0.02, radiusX: 0.26, radiusY: 0.07, angle: -0.3, soft: 0.2 }, 0.52);
  if (finding === 'liver lesions') {
    const places = [
      [-0.5, -0.1],
      [-0.32, 0.14],
      [-0.26, -0.28],
      [-0.66, 0.14],
    ] as const;
    for (const [x, y] of places.slice(0, count)) {
      const radius = count === 1 ? 0.17 : 0.105;
      field.mix({ x, y, radiusX: radius, radiusY: radius * 0.9, soft: 0.25 }, bright ? 0.95 : 0.28);
    }
  } else if (finding === 'kidney cyst') {
    const x = side === 'left' ? 0.5 : -0.5;
    field.mix({ x, y: 0.34, radiusX: 0.22, radiusY: 0.2, soft: 0.08 }, 0.2);
  } else if (finding === 'dilated bowel') {
    for (const [x, y] of [
      [0.28, -0.38],
      [0.42, -0.08],
      [0.1, -0.1],
      [-0.02, -0.42],
    ] as const) {
      field.mix({ x, y, radiusX: 0.2, radiusY: 0.17, soft: 0.08 }, 0.55);
      field.mix({ x, y, radiusX: 0.165, radiusY: 0.135, soft: 0.08 }, 0.01);
    }
  }
  const texture = cloudTexture(random);
  field.warp(texture, 0.09, 26);
  field.each((value, x, y) => value * (0.92 + 0.16 * texture.at(x * 140, y * 140)));
  return field.toCanvas(random, 10);
}
