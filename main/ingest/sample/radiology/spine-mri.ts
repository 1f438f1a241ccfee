/** Sagittal MRI of the lumbar spine: weighting, level of the slipped disc, dark discs, a fractured vertebra. */
import type { Random } from '#app/util/random.ts';
import type { Canvas } from '../raster/canvas.ts';
import { bell, Field, smoothStep } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { pick, type Sketch } from '../sketch.ts';

interface SpineAttributes {
  readonly weighting: 'T1' | 'T2';
  readonly finding: 'herniation' | 'fracture' | 'metastases' | 'none';
  /** 0 is the uppermost disc or vertebra in view. */
  readonly level: number;
  /** Side of the image that the belly faces. */
  readonly facing: 'left' | 'right';
}

const discs = ['L1/L2', 'L2/L3', 'L3/L4', 'L4/L5', 'L5/S1'] as const;

/** The attributes, words and drawing of a sagittal spine MRI. */
export function spineMri(random: Random): Sketch {
  const attributes: SpineAttributes = {
    weighting: pick(random, ['T1', 'T2']),
    finding: pick(random, ['herniation', 'herniation', 'fracture', 'metastases', 'none']),
    level: random.integer(5),
    facing: pick(random, ['left', 'right']),
  };
  const { weighting, finding, level, facing } = attributes;
  const height = level < 2 ? 'upper' : level === 2 ? 'middle' : 'lower';
  const found = {
    herniation: `disc herniation at ${discs[level]} (${height} lumbar spine)`,
    fracture: `compression fracture of the L${level + 1} vertebra (${height} lumbar spine)`,
    metastases: `${weighting === 'T2' ? 'bright' : 'dark'} metastases in several vertebrae`,
    none: 'normal alignment and discs',
  }[finding];
  return {
    traits: [
      'spine',
      weighting,
      finding,
      ...(finding === 'herniation' || finding === 'fracture' ? [level] : []),
      facing,
    ],
    headline: pick(random, [
      `Sagittal ${weighting}-weighted MRI of the lumbar spine, anterior to the ${facing}, showing ${found}`,
      `Lumbar spine MRI, sagittal ${weighting}-weighted image with ${found}; anterior is on the ${facing}`,
    ]),
    brief: `sagittal ${weighting}-weighted spine MRI with ${found}`,
    details: [
      pick(random, [
        'The conus ends at L1.',
        'No cord compression.',
        'Acquired at 1.5 T.',
        'Slice thickness, 4 mm.',
      ]),
    ],
    aspect: pick(random, [0.72, 0.8]),
    draw: (width, height_) => drawSpine(random.fork('draw'), width, height_, attributes),
  };
}

function drawSpine(
  random: Random,
  width: number,
  height: number,
  { weighting, finding, level, facing }: SpineAttributes,
): Canvas {
  const field = new Field({ width, height });
  const texture = cloudTexture(random);
  const belly = facing === 'left' ? -1 : 1;
  const t2 = weighting === 'T2';
  const bone = t2 ? 0.42 : 0.58;
  const [disc, fluid, cord, fat] = t2 ? [0.62, 0.98, 0.4, 0.68] : [0.34, 0.12, 0.5, 0.95];
  /** Column of the front of the canal at a height: a gentle double curve. */
  const bend = (y: number): number => -belly * (0.16 + 0.1 * Math.sin(y * 1.9 + 0.5));
  field.each((_, x, y) => {
    const across = (x - bend(y)) * -belly;
    const tissue = 0.3 + 0.22 * (texture.at(x * 70, y * 30) - 0.5);
    let value = tissue;
    value += (0.18 + 0.25 * texture.at(x * 60 + 90, y * 60) - value) * smoothStep(-0.45, -0.55, across);
    const muscle = smoothStep(0.28, 0.34, across) * smoothStep(0.62, 0.56, across);
    value += (0.22 + 0.2 * texture.at(x * 160, y * 40) - value) * muscle;
    value += (fat - value) * smoothStep(0.6, 0.64, across) * smoothStep(0.86, 0.82, across);
    value *= smoothStep(0.88, 0.84, across);
    const canal = smoothStep(0, 0.02, across) * smoothStep(0.17, 0.15, across);
    value += (fluid - value) * canal;
    value += (cord - value) * canal * bell(across - 0.085, y < -0.3 ? 0.045 : 0.02);
    value += (fat * 0.9 - value) * bell(across - 0.21, 0.02);
    return value;
  });
  for (let i = -1; i < 6; i++) {
    const middle = -0.86 + i * 0.34;
    const squeezed = finding === 'fracture' && i === level;
    const x = bend(middle) + belly * 0.19;
    const shape = {
      x,
      y: middle,
      radiusX: 0.18,
      radiusY: squeezed ? 0.07 : 0.128,
      angle: bend(middle + 0.1) - bend(middle - 0.1),
      square: true,
      soft: 0.12,
    };
    field.mix({ ...shape, radiusX: 0.195, radiusY: shape.radiusY + 0.015 }, 0.12);
    field.mix(shape, squeezed ? (t2 ? 0.9 : 0.2) : bone + 0.12 * (texture.at(i * 40, 7) - 0.5));
    if (finding === 'metastases' && i % 2 === 0) {
      field.mix({ x: x + 0.03, y: middle, radiusX: 0.11, radiusY: 0.085, soft: 0.4 }, t2 ? 0.95 : 0.14);
    }
    const y = middle + 0.17;
    const slipped = finding === 'herniation' && i === level;
    field.mix(
      { x: bend(y) + belly * 0.19, y, radiusX: 0.19, radiusY: 0.038, soft: 0.4, angle: shape.angle },
      slipped ? 0.12 : disc,
    );
    if (slipped)
      field.mix({ x: bend(y) - belly * 0.05, y: y + 0.02, radiusX: 0.11, radiusY: 0.075, soft: 0.2 }, 0.14);
    field.mix(
      {
        x: bend(middle) - belly * 0.36,
        y: middle + 0.12,
        radiusX: 0.11,
        radiusY: 0.045,
        angle: -belly * 0.5,
        soft: 0.3,
      },
      bone,
    );
  }
  field.warp(texture, 0.03, 30);
  field.each((value, x, y) => value * (0.93 + 0.14 * texture.at(x * 180, y * 180)));
  return field.toCanvas(random, 9);
}
