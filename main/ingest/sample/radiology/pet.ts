/** Whole-body PET: number and place of the hot foci, colour scale or inverted grey. */
import type { Random } from '#app/util/random.ts';
import type { Canvas, Colour } from '../raster/canvas.ts';
import { clamp } from '../raster/canvas.ts';
import { Field } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { between, counted, pick, type Sketch } from '../sketch.ts';

interface PetAttributes {
  readonly scale: 'inverted grey' | 'hot metal' | 'rainbow';
  readonly region: 'neck' | 'chest' | 'liver' | 'pelvis' | 'legs';
  readonly side: 'left' | 'right';
  readonly count: number;
}

const regionY = { neck: -0.6, chest: -0.4, liver: -0.12, pelvis: 0.22, legs: 0.58 } as const;

/** The attributes, words and drawing of a whole-body PET. */
export function petScan(random: Random): Sketch {
  const attributes: PetAttributes = {
    scale: pick(random, ['inverted grey', 'hot metal', 'rainbow']),
    region: pick(random, ['neck', 'chest', 'liver', 'pelvis', 'legs']),
    side: pick(random, ['left', 'right']),
    count: between(random, 1, 4),
  };
  const { scale, region, side, count } = attributes;
  const shown = {
    'inverted grey': 'black on white',
    'hot metal': 'hot-metal colours',
    rainbow: 'rainbow colours',
  }[scale];
  const foci = counted(random, count, 'hypermetabolic focus', 'hypermetabolic foci');
  return {
    traits: [scale, region, side, count],
    headline: pick(random, [
      `Whole-body 18F-FDG PET (${shown}) with ${foci} in the ${side} ${region}`,
      `FDG-PET maximum intensity projection, ${shown}: ${foci}, ${side} ${region}`,
      `PET scan in ${shown} showing ${foci} on the ${side} side of the ${region}`,
    ]),
    brief: `FDG-PET (${shown}) with ${foci} in the ${side} ${region}`,
    details: [
      pick(random, [
        'SUVmax, 11.4.',
        'Injected activity, 280 MBq.',
        'Physiological uptake in brain, heart and bladder.',
      ]),
    ],
    aspect: pick(random, [0.7, 0.78]),
    draw: (width, height) => drawPet(random.fork('draw'), width, height, attributes),
  };
}

function drawPet(
  random: Random,
  width: number,
  height: number,
  { scale, region, side, count }: PetAttributes,
): Canvas {
  const field = new Field({ width, height });
  const long = height / Math.min(width, height);
  const at = (y: number) => y * long;
  const body: readonly (readonly [number, number, number, number, number, number])[] = [
    [0, -0.84, 0.17, 0.11, 0.16, 0],
    [0, -0.68, 0.1, 0.12, 0.16, 0],
    [0, -0.4, 0.36, 0.2, 0.18, 0],
    [0, -0.1, 0.28, 0.3, 0.18, 0],
    [0, 0.19, 0.32, 0.17, 0.18, 0],
    [-0.17, 0.58, 0.13, 0.46, 0.15, 0.05],
    [0.17, 0.58, 0.13, 0.46, 0.15, -0.05],
    [-0.44, -0.2, 0.08, 0.42, 0.13, 0.16],
    [0.44, -0.2, 0.08, 0.42, 0.13, -0.16],
  ];
  for (const [x, y, radiusX, radiusY, level, angle] of body) {
    field.lighten({ x, y: at(y), radiusX, radiusY: at(radiusY), angle, square: true, soft: 0.25 }, level);
  }
  const organs: readonly (readonly [number, number, number, number, number])[] = [
    [0, -0.84, 0.15, 0.075, 0.85],
    [0.1, -0.35, 0.12, 0.07, 0.55],
    [-0.14, -0.1, 0.2, 0.11, 0.36],
    [-0.17, 0.04, 0.06, 0.06, 0.5],
    [0.17, 0.04, 0.06, 0.06, 0.5],
    [0, 0.28, 0.09, 0.05, 0.9],
  ];
  for (const [x, y, radiusX, radiusY, level] of organs)
    field.lighten({ x, y: at(y), radiusX, radiusY: at(radiusY), soft: 0.7 }, level);
  const sign = side === 'left' ? 1 : -1;
  const spread = region === 'neck' ? 0.6 : 1;
  for (let i = 0; i < count; i++) {
    const radius = count === 1 ? 0.085 : 0.058;
    const x = sign * (0.2 + [0, 0.13, -0.07, 0.09][i]! * spread) * (region === 'neck' ? 0.7 : 1);
    field.lighten(
      {
        x,
        y: at(regionY[region] + [0, 0.04, 0.075, -0.06][i]!),
        radiusX: radius,
        radiusY: radius,
        soft: 0.5,
      },
      1,
    );
  }
  const texture = cloudTexture(random);
  field.warp(texture, 0.05, 28);
  field.each((value, x, y) => value * (0.85 + 0.3 * texture.at(x * 160, y * 160)));
  return field.toCanvas(random, 5, ramps[scale]);
}

const ramps: Readonly<Record<PetAttributes['scale'], (value: number) => Colour>> = {
  'inverted grey': (value) => {
    const level = 252 - 245 * clamp(value * 1.1);
    return [level, level, level];
  },
  'hot metal': (value) => [
    255 * clamp(value * 2.6),
    255 * clamp(value * 2 - 0.65),
    255 * clamp(value * 3.4 - 2.3),
  ],
  rainbow: (value) => [
    255 * clamp(4 * value - 1.9),
    255 * clamp(Math.min(4 * value - 0.5, 4.1 - 4 * value)),
    255 * clamp(Math.min(5 * value, 2.4 - 4 * value)),
  ],
};
