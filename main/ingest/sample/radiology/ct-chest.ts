/** CT of the chest: what is wrong with which lung, how many, window of the display. */
import type { Random } from '#app/util/random.ts';
import type { Canvas } from '../raster/canvas.ts';
import { Field, smoothStep } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { between, chance, counted, pick, type Sketch } from '../sketch.ts';
import { drawTrunk } from './ct-trunk.ts';

interface ChestAttributes {
  readonly finding: 'nodules' | 'ground glass' | 'effusion' | 'cavity' | 'clear';
  /** The patient's side: left is on the right of the image. */
  readonly side: 'left' | 'right';
  readonly place: 'anterior' | 'posterior';
  readonly count: number;
  readonly softWindow: boolean;
}

/** The attributes, words and drawing of a chest CT slice. */
export function chestCt(random: Random): Sketch {
  const attributes: ChestAttributes = {
    finding: pick(random, ['nodules', 'nodules', 'ground glass', 'effusion', 'cavity', 'clear']),
    side: pick(random, ['left', 'right']),
    place: pick(random, ['anterior', 'posterior']),
    count: between(random, 1, 4),
    softWindow: chance(random, 0.3),
  };
  const { finding, side, place, count, softWindow } = attributes;
  const found = {
    nodules: `${counted(random, count, 'solid nodule')} in the ${place} ${side} lung`,
    'ground glass': `ground-glass opacity of the ${side} lung`,
    effusion: `a ${side} pleural effusion`,
    cavity: `a thick-walled cavity in the ${place} ${side} lung`,
    clear: 'normal lungs',
  }[finding];
  const window = softWindow ? 'soft-tissue window' : 'lung window';
  const traits = {
    nodules: [side, place, count],
    'ground glass': [side],
    effusion: [side],
    cavity: [side, place],
    clear: [],
  }[finding];
  return {
    traits: ['chest', finding, ...traits, window],
    headline: pick(random, [
      `Axial chest CT (${window}) showing ${found}`,
      `Computed tomography of the chest, ${window}: ${found}`,
      `Chest CT scan with ${found}, ${window}`,
    ]),
    brief: `chest CT with ${found}`,
    details: [
      pick(random, [
        'Slice thickness, 1 mm.',
        'No enlarged lymph nodes.',
        'Contrast-enhanced, venous phase.',
        'Largest diameter 14 mm.',
      ]),
    ],
    aspect: pick(random, [1.15, 1.3]),
    draw: (width, height) => drawChest(random.fork('draw'), width, height, attributes),
  };
}

function drawChest(
  random: Random,
  width: number,
  height: number,
  { finding, side, place, count, softWindow }: ChestAttributes,
): Canvas {
  const field = new Field({ width, height });
  drawTrunk(field, random, 0.46, 10);
  const sign = side === 'left' ? 1 : -1;
  const air = softWindow ? 0.03 : 0.13;
  const texture = cloudTexture(random);
  for (const lung of [-1, 1]) {
    field.mix(
      { x: lung * 0.47, y: 0.02, radiusX: 0.35, radiusY: 0.54, angle: lung * -0.14, soft: 0.07 },
      air,
    );
    field.mix({ x: lung * 0.36, y: -0.16, radiusX: 0.26, radiusY: 0.34, angle: lung * 0.2, soft: 0.07 }, air);
  }
  const ill = finding === 'ground glass';
  field.each((value, x, y) => {
    // Outside the body nothing is drawn, and nothing over soft tissue.
    if (value > 0.25 || value < 0.014) return value;
    const vessel = smoothStep(0.64, 0.84, texture.at(x * 560, y * 560)) * (softWindow ? 0.2 : 0.5);
    const haze =
      ill && x * sign > 0 ? 0.32 * smoothStep(0.25, 0.6, texture.at(x * 60 + 80, y * 60)) + 0.08 : 0;
    return value + vessel + haze;
  });
  field.mix({ x: 0.1, y: -0.18, radiusX: 0.3, radiusY: 0.26, angle: 0.5, soft: 0.1 }, 0.62);
  field.mix({ x: -0.08, y: -0.26, radiusX: 0.13, radiusY: 0.15, soft: 0.3 }, 0.7);
  field.mix({ x: 0.12, y: 0.36, radiusX: 0.085, radiusY: 0.085, soft: 0.2 }, 0.72);
  field.mix({ x: -0.02, y: 0.2, radiusX: 0.055, radiusY: 0.05, soft: 0.2 }, 0.02);
  const y = place === 'anterior' ? -0.24 : 0.26;
  if (finding === 'nodules') {
    for (let i = 0; i < count; i++) {
      const radius = count === 1 ? 0.13 : 0.085;
      field.mix(
        {
          x: sign * (0.5 + [0, 0.1, -0.14, 0.04][i]!),
          y: y + [0, 0.16, 0.1, -0.15][i]!,
          radiusX: radius,
          radiusY: radius * 0.92,
          soft: 0.3,
        },
        0.85,
      );
    }
  } else if (finding === 'cavity') {
    field.mix({ x: sign * 0.5, y, radiusX: 0.21, radiusY: 0.19, soft: 0.15 }, 0.74);
    field.mix({ x: sign * 0.5, y, radiusX: 0.13, radiusY: 0.11, soft: 0.15 }, 0.01);
  } else if (finding === 'effusion') {
    field.each((value, px, py) => {
      if (px * sign < 0.1) return value;
      const lung = ((px * sign - 0.47) / 0.37) ** 2 + ((py - 0.02) / 0.56) ** 2;
      return (
        value +
        (0.4 - value) * smoothStep(1.06, 1, lung) * smoothStep(0.12, 0.18, py + 0.28 * (px * sign - 0.45))
      );
    });
  }
  field.warp(texture, 0.05, 26);
  return field.toCanvas(random, 8);
}
