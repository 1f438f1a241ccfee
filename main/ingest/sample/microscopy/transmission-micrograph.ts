/** Transmission electron micrographs: what the section shows, how many, light or dark matrix, a nucleus at a side. */
import type { Random } from '#app/util/random.ts';
import { addScaleBar } from '../raster/paint.ts';
import { black, type Canvas, white } from '../raster/canvas.ts';
import { Field } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { chance, counted, pick, type Sketch } from '../sketch.ts';
import { placesExactly } from '../raster/shapes.ts';

interface SectionAttributes {
  readonly object: 'mitochondrion' | 'vesicle' | 'virus particle' | 'bacterium';
  readonly count: number;
  readonly dark: boolean;
  readonly membrane: 'left' | 'right' | 'none';
}

const plural = {
  mitochondrion: 'mitochondria',
  vesicle: 'vesicles',
  'virus particle': 'virus particles',
  bacterium: 'rod-shaped bacteria',
} as const;

/** The attributes, words and drawing of a transmission electron micrograph. */
export function transmissionMicrograph(random: Random): Sketch {
  const attributes: SectionAttributes = {
    object: pick(random, ['mitochondrion', 'vesicle', 'virus particle', 'bacterium']),
    count: pick(random, [1, 2, 3, 4, 6, 8]),
    dark: chance(random, 0.35),
    membrane: pick(random, ['left', 'right', 'none']),
  };
  const { object, count, dark, membrane } = attributes;
  const objects = counted(
    random,
    count,
    object === 'bacterium' ? 'rod-shaped bacterium' : object,
    plural[object],
  );
  const ground = dark ? 'dark' : 'light';
  const nucleus = membrane === 'none' ? '' : ` and a dark nucleus on the ${membrane}`;
  return {
    traits: ['TEM', object, count, ground, membrane],
    headline: pick(random, [
      `Transmission electron micrograph of ${objects} in ${ground} cytoplasm${nucleus}`,
      `TEM image, ${ground} background, showing ${objects}${nucleus}`,
      `Ultrastructure by transmission electron microscopy: ${objects}, ${ground} matrix${nucleus}`,
    ]),
    brief: `transmission electron micrograph of ${objects}`,
    details: [
      pick(random, [
        'Scale bar, 500 nm.',
        'Scale bar: 1 µm.',
        'Uranyl acetate and lead citrate stain.',
        'Magnification ×20,000.',
      ]),
    ],
    aspect: pick(random, [1, 1.2]),
    draw: (width, height) => drawSection(random.fork('draw'), width, height, attributes),
  };
}

function drawSection(
  random: Random,
  width: number,
  height: number,
  { object, count, dark, membrane }: SectionAttributes,
): Canvas {
  const ground = dark ? 0.36 : 0.74;
  const field = new Field({ width, height });
  const texture = cloudTexture(random);
  field.each(
    (_, x, y) =>
      ground + 0.3 * (texture.at(x * 260, y * 260) - 0.5) + 0.12 * (texture.at(x * 60 + 9, y * 60) - 0.5),
  );
  const span = field.columns / field.unit;
  const gap = count === 1 ? 1 : 1.5 / Math.sqrt(count);
  const size = Math.min(0.5, 0.82 / Math.sqrt(count + 0.8));
  const nucleusSign = membrane === 'left' ? -1 : 1;
  if (membrane !== 'none') {
    const nucleus = { x: nucleusSign * 1.12, y: 0, radiusX: 0.55, radiusY: 1.2, soft: 0.04 };
    field.mix(nucleus, dark ? 0.14 : 0.4, 0.85);
    field.ring(nucleus, dark ? 0.3 : -0.4, 0.03);
  }
  const room = membrane === 'none' ? span : span * 0.68;
  const shift = membrane === 'none' ? 0 : -nucleusSign * span * 0.15;
  for (const [px, py] of placesExactly(random, count, room, 1.84, gap, (space) =>
    Math.min(0.3, space * 0.38),
  )) {
    drawObject(
      field,
      random,
      object,
      px - room / 2 + shift,
      py - 0.92,
      size * random.uniform(0.85, 1.05),
      ground,
    );
  }
  field.warp(texture, 0.12, 26);
  const canvas = field.toCanvas(random, 26);
  addScaleBar(canvas, dark ? white : black);
  return canvas;
}

function drawObject(
  field: Field,
  random: Random,
  object: SectionAttributes['object'],
  x: number,
  y: number,
  size: number,
  ground: number,
): void {
  const angle = random.uniform(0, Math.PI);
  const rim = ground > 0.5 ? -0.6 : -0.36;
  switch (object) {
    case 'mitochondrion': {
      const body = { x, y, radiusX: size, radiusY: size * 0.52, angle, soft: 0.08 };
      field.mix(body, ground * 0.62);
      field.ring(body, rim, 0.05);
      // Cristae: folds across the short axis.
      const folds = 7;
      for (let i = 0; i < folds; i++) {
        const along = ((i + 0.5) / folds - 0.5) * 1.7 * size;
        const reach = size * 0.42 * Math.sqrt(1 - (along / size) ** 2);
        const side = i % 2 ? 0.25 : -0.25;
        const at = (across: number): readonly [number, number] => [
          x + along * Math.cos(angle) - across * Math.sin(angle),
          y + along * Math.sin(angle) + across * Math.cos(angle),
        ];
        field.stroke(
          [at(-reach + side * reach), at(reach + side * reach)],
          size * 0.045,
          ground > 0.5 ? 0.4 : 0.5,
        );
      }
      return;
    }
    case 'vesicle': {
      const body = { x, y, radiusX: size * 0.62, radiusY: size * 0.6, soft: 0.06 };
      field.mix(body, ground > 0.5 ? 0.95 : 0.8);
      field.ring(body, rim, 0.06);
      return;
    }
    case 'virus particle': {
      const body = { x, y, radiusX: size * 0.5, radiusY: size * 0.5, soft: 0.1 };
      field.mix(body, ground > 0.5 ? 0.45 : 0.62);
      field.mix(
        { ...body, radiusX: size * 0.28, radiusY: size * 0.28, soft: 0.3 },
        ground > 0.5 ? 0.1 : 0.12,
      );
      for (let i = 0; i < 16; i++) {
        const turn = (i / 16) * 6.283;
        field.mix(
          {
            x: x + Math.cos(turn) * size * 0.6,
            y: y + Math.sin(turn) * size * 0.6,
            radiusX: size * 0.07,
            radiusY: size * 0.07,
            soft: 0.4,
          },
          ground > 0.5 ? 0.15 : 0.9,
        );
      }
      return;
    }
    case 'bacterium': {
      const body = { x, y, radiusX: size * 0.98, radiusY: size * 0.36, angle, soft: 0.08 };
      field.mix(body, ground > 0.5 ? 0.28 : 0.12);
      field.mix({ ...body, radiusX: size * 0.6, radiusY: size * 0.16, soft: 0.6 }, ground > 0.5 ? 0.6 : 0.5);
      field.ring(body, ground > 0.5 ? 0.25 : 0.4, 0.05);
    }
  }
}
