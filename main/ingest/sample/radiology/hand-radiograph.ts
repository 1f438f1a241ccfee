/** Radiographs of the hand: side of the thumb, which finger is broken, banded or missing, polarity. */
import type { Random } from '#app/util/random.ts';
import type { Canvas } from '../raster/canvas.ts';
import { Field } from '../raster/field.ts';
import { chance, pick, type Sketch } from '../sketch.ts';
import { bone, develop, limb, type Spot } from './radiograph-bone.ts';

interface HandAttributes {
  /** Side of the image that the thumb points to. */
  readonly thumb: 'left' | 'right';
  readonly finding: 'fracture' | 'ring' | 'missing' | 'none';
  /** 0 is the index finger, 3 the little finger. */
  readonly finger: number;
  readonly inverted: boolean;
}

const fingerNames = ['index', 'middle', 'ring', 'little'] as const;

/** The attributes, words and drawing of a hand radiograph. */
export function handRadiograph(random: Random): Sketch {
  const attributes: HandAttributes = {
    thumb: pick(random, ['left', 'right']),
    finding: pick(random, ['fracture', 'ring', 'missing', 'none']),
    finger: random.integer(4),
    inverted: chance(random, 0.35),
  };
  const { thumb, finding, finger, inverted } = attributes;
  const name = fingerNames[finger] ?? 'index';
  const found = {
    fracture: `a displaced fracture of the ${name} finger`,
    ring: `a metal band on the ${name} finger`,
    missing: `amputation of the ${name} finger`,
    none: 'no fracture and normal joints',
  }[finding];
  const shown = inverted ? ', inverted (black bones on white)' : '';
  return {
    traits: ['hand', thumb, finding, ...(finding === 'none' ? [] : [name]), inverted ? 'inverted' : 'plain'],
    headline: pick(random, [
      `Hand radiograph${shown}, thumb on the ${thumb}, showing ${found}`,
      `Dorsopalmar X-ray of the hand${shown} with ${found}; the thumb is on the ${thumb}`,
    ]),
    brief: `hand radiograph${shown} with ${found}`,
    details: [
      pick(random, [
        'Soft tissues are unremarkable.',
        'Bone density is normal for age.',
        'The carpal bones are aligned.',
      ]),
    ],
    aspect: pick(random, [0.8, 0.9]),
    draw: (width, height) => drawHand(random.fork('draw'), width, height, attributes),
  };
}

function drawHand(
  random: Random,
  width: number,
  height: number,
  { thumb, finding, finger, inverted }: HandAttributes,
): Canvas {
  const field = new Field({ width, height }, 0.03);
  const flip = thumb === 'left' ? 1 : -1;
  const spot = (x: number, y: number): Spot => [x * flip, y];
  field.lighten({ x: 0.04 * flip, y: 0.34, radiusX: 0.4, radiusY: 0.38, soft: 0.2, square: true }, 0.27);
  field.lighten(
    { x: -0.24 * flip, y: 0.44, radiusX: 0.2, radiusY: 0.34, angle: -0.6 * flip, soft: 0.3 },
    0.27,
  );
  field.lighten({ x: 0.07 * flip, y: 0.95, radiusX: 0.3, radiusY: 0.5, soft: 0.2, square: true }, 0.27);
  const tips = [spot(-0.38, -0.74), spot(-0.1, -0.9), spot(0.19, -0.82), spot(0.5, -0.55)];
  const knuckles = [spot(-0.26, 0.06), spot(-0.04, 0.02), spot(0.17, 0.06), spot(0.37, 0.14)];
  tips.forEach((tip, i) => {
    const knuckle = knuckles[i]!;
    const wrist: Spot = [knuckle[0] * 0.5 + 0.03 * flip, 0.56];
    const stump = finding === 'missing' && i === finger;
    const end: Spot = stump
      ? [knuckle[0] + (tip[0] - knuckle[0]) * 0.32, knuckle[1] + (tip[1] - knuckle[1]) * 0.32]
      : tip;
    const chain = limb(field, knuckle, end, 0.1, stump ? 1 : 3);
    bone(field, wrist, [knuckle[0], knuckle[1] + 0.03], 0.062);
    chain.slice(1).forEach((next, joint) => {
      const from = chain[joint]!;
      const broken = finding === 'fracture' && i === finger && joint === 0;
      if (!broken) bone(field, from, next, 0.062 - joint * 0.007);
      else {
        const middle: Spot = [(from[0] + next[0]) / 2, (from[1] + next[1]) / 2];
        bone(field, from, [middle[0], middle[1] + 0.01], 0.062);
        bone(field, [middle[0] + 0.075, middle[1] - 0.02], [next[0] + 0.045, next[1]], 0.06);
      }
      if (finding === 'ring' && i === finger && joint === 0) {
        field.mix(
          {
            x: (from[0] + next[0]) / 2,
            y: (from[1] + next[1]) / 2,
            radiusX: 0.045,
            radiusY: 0.12,
            square: true,
            angle: Math.atan2(next[1] - from[1], next[0] - from[0]),
            soft: 0.2,
          },
          1,
        );
      }
    });
  });
  const thumbChain = limb(field, spot(-0.34, 0.42), spot(-0.76, -0.12), 0.11, 2);
  bone(field, spot(-0.18, 0.62), thumbChain[0]!, 0.07);
  thumbChain.slice(1).forEach((next, i) => bone(field, thumbChain[i]!, next, 0.066 - i * 0.008));
  for (const [x, y] of [
    [-0.16, 0.66],
    [0, 0.64],
    [0.15, 0.66],
    [-0.1, 0.78],
    [0.07, 0.79],
  ] as const) {
    field.lighten({ x: (x + 0.05) * flip, y, radiusX: 0.085, radiusY: 0.075, soft: 0.3 }, 0.74);
  }
  bone(field, spot(-0.02, 0.9), spot(-0.04, 1.4), 0.14);
  bone(field, spot(0.22, 0.93), spot(0.22, 1.4), 0.075);
  return develop(field, random, inverted);
}
