/** Radiographs of long bones: level of the fracture, how it is fixed, polarity. */
import type { Random } from '#app/util/random.ts';
import { develop } from './radiograph-bone.ts';
import type { Canvas } from '../raster/canvas.ts';
import { Field } from '../raster/field.ts';
import { between, chance, countWord, pick, type Sketch } from '../sketch.ts';

interface BoneAttributes {
  readonly level: 'upper' | 'middle' | 'lower';
  readonly treatment: 'untreated' | 'plate' | 'nail';
  readonly screws: number;
  readonly tilt: 'left' | 'right';
  readonly inverted: boolean;
}

/** The attributes, words and drawing of a radiograph of a broken bone. */
export function boneRadiograph(random: Random): Sketch {
  const attributes: BoneAttributes = {
    level: pick(random, ['upper', 'middle', 'lower']),
    treatment: pick(random, ['untreated', 'plate', 'plate', 'nail']),
    screws: pick(random, [4, 6, 8]),
    tilt: pick(random, ['left', 'right']),
    inverted: chance(random, 0.25),
  };
  const { level, treatment, screws, tilt, inverted } = attributes;
  const which = pick(random, ['tibia', 'femur', 'humerus']);
  const part = level === 'middle' ? 'middle third' : `${level} third`;
  const fix = {
    untreated: 'before fixation',
    plate: `fixed with a metal plate on the ${tilt} and ${countWord(random, screws)} screws`,
    nail: 'fixed with an intramedullary nail',
  }[treatment];
  const shown = inverted ? ' (inverted greyscale)' : '';
  return {
    traits: [
      'bone',
      level,
      treatment,
      ...(treatment === 'plate' ? [screws, tilt] : []),
      inverted ? 'inverted' : 'plain',
    ],
    headline: pick(random, [
      `Radiograph of the ${which}${shown} with a transverse fracture of the ${part}, ${fix}`,
      `Fracture of the ${part} of the ${which}, ${fix}; anteroposterior X-ray${shown}`,
    ]),
    brief: `radiograph of a ${which} fracture of the ${part}, ${fix}`,
    details: [
      pick(random, [
        'Follow-up at 6 weeks.',
        'No sign of infection.',
        `Operated on day ${between(random, 2, 9)}.`,
      ]),
    ],
    aspect: pick(random, [0.75, 0.85]),
    draw: (width, height) => drawBone(random.fork('draw'), width, height, attributes),
  };
}

function drawBone(
  random: Random,
  width: number,
  height: number,
  { level, treatment, screws, tilt, inverted }: BoneAttributes,
): Canvas {
  const field = new Field({ width, height }, 0.03);
  const break_ = { upper: -0.42, middle: 0, lower: 0.42 }[level];
  const sign = tilt === 'left' ? -1 : 1;
  const shift = treatment === 'untreated' ? 0.14 * sign : 0.02;
  field.lighten({ x: 0, y: 0, radiusX: 0.52, radiusY: 1.9, soft: 0.16 }, 0.26);
  for (const [y, size] of [
    [-1.12, 0.36],
    [1.12, 0.34],
  ] as const)
    field.lighten({ x: 0, y, radiusX: size, radiusY: 0.26, soft: 0.2 }, 0.66);
  for (const [from, to, x] of [
    [-1.3, break_ - 0.02, 0],
    [break_ + 0.02, 1.3, shift],
  ] as const) {
    const shaft = { x, y: (from + to) / 2, radiusY: (to - from) / 2, soft: 0.12 };
    field.each((value, px, py) => {
      const across = Math.abs(px - shaft.x) / 0.17;
      // Ragged ends at the break.
      const edge = 0.03 * Math.sin(px * 60);
      if (across > 1 || py < from + edge || py > to + edge) return value;
      return Math.max(value, across > 0.55 ? 0.82 - 0.2 * Math.max(0, across - 0.86) * 7 : 0.5);
    });
  }
  if (treatment === 'nail')
    field.mix({ x: 0.01, y: 0, radiusX: 0.07, radiusY: 0.9, soft: 0.08, square: true }, 0.99);
  if (treatment === 'plate') {
    const x = sign * 0.2;
    field.mix(
      { x, y: break_ * 0.5, radiusX: 0.045, radiusY: 0.09 + screws * 0.085, soft: 0.1, square: true },
      0.98,
    );
    for (let i = 0; i < screws; i++) {
      const y = break_ * 0.5 + (i - (screws - 1) / 2) * 0.175;
      field.mix(
        {
          x: x - sign * 0.17,
          y,
          radiusX: 0.23,
          radiusY: 0.024,
          angle: random.uniform(-0.06, 0.06),
          soft: 0.2,
          square: true,
        },
        0.98,
      );
    }
  }
  return develop(field, random, inverted);
}
