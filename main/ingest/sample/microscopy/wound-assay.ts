/** Phase-contrast images of a scratch assay: width and direction of the gap, density of the cells around it. */
import type { Random } from '#app/util/random.ts';
import { addScaleBar } from '../raster/paint.ts';
import { type Canvas, white } from '../raster/canvas.ts';
import { Field } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { chance, pick, type Sketch } from '../sketch.ts';
import { placesApart } from '../raster/shapes.ts';

interface WoundAttributes {
  readonly gap: 'wide' | 'narrow' | 'closed';
  readonly direction: 'vertical' | 'horizontal' | 'diagonal';
  readonly cells: 'round' | 'spindle';
  readonly green: boolean;
}

/** The attributes, words and drawing of a scratch assay. */
export function woundAssay(random: Random): Sketch {
  const attributes: WoundAttributes = {
    gap: pick(random, ['wide', 'narrow', 'closed']),
    direction: pick(random, ['vertical', 'horizontal', 'diagonal']),
    cells: pick(random, ['round', 'spindle']),
    green: chance(random, 0.3),
  };
  const { gap, direction, cells, green } = attributes;
  const hours = { wide: 0, narrow: 12, closed: 24 }[gap];
  const cleft = gap === 'closed' ? 'a closed gap (confluent cells)' : `a ${gap} ${direction} gap`;
  const light = green ? 'green-tinted phase contrast' : 'phase contrast';
  return {
    traits: [gap, gap === 'closed' ? '' : direction, cells, light],
    headline: pick(random, [
      `Scratch assay at ${hours} h (${light}): ${cleft} between ${cells} cells`,
      `Wound healing assay, ${light}, ${cells} cells with ${cleft} after ${hours} h`,
      `${hours} h after scratching, ${cells} cells show ${cleft} (${light})`,
    ]),
    brief: `scratch assay at ${hours} h with ${cleft}`,
    details: [
      pick(random, [
        'Scale bar, 200 µm.',
        'Objective ×10.',
        'Dashed lines are not shown.',
        'Cells were serum-starved overnight.',
      ]),
    ],
    aspect: pick(random, [1, 1.2, 1.33]),
    draw: (width, height) => drawWound(random.fork('draw'), width, height, attributes),
  };
}

function drawWound(
  random: Random,
  width: number,
  height: number,
  { gap, direction, cells, green }: WoundAttributes,
): Canvas {
  const field = new Field({ width, height }, 0.52);
  const texture = cloudTexture(random);
  const half = { wide: 0.46, narrow: 0.2, closed: -1 }[gap];
  const span = field.columns / field.unit;
  const tall = field.rows / field.unit;
  field.each(
    (value, x, y) => value + 0.07 * (texture.at(x * 30, y * 30) - 0.5) - 0.08 * (x * x + y * y) * 0.3,
  );
  for (const [px, py] of placesApart(random, 640, span * 100, tall * 100, 9)) {
    const [x, y] = [px / 100 - span / 2, py / 100 - tall / 2];
    const off = { vertical: x, horizontal: y, diagonal: (x + y) * 0.71 }[direction];
    if (Math.abs(off) < half + 0.12 * (texture.at(x * 90, y * 90) - 0.5)) continue;
    const angle = cells === 'spindle' ? texture.at(x * 20, y * 20) * 6 : random.uniform(0, 3);
    const [long, short] = cells === 'spindle' ? [0.1, 0.026] : [0.052, 0.046];
    const size = random.uniform(0.85, 1.2);
    const body = { x, y, radiusX: long * size, radiusY: short * size, angle };
    field.mix({ ...body, soft: 0.3 }, 0.36);
    // The halo of phase contrast.
    field.ring({ ...body, radiusX: body.radiusX * 1.15, radiusY: body.radiusY * 1.15 }, 0.4, 0.16);
    field.mix({ x, y, radiusX: 0.018, radiusY: 0.016, soft: 0.4 }, 0.2);
  }
  const canvas = field.toCanvas(
    random,
    9,
    green ? (value) => [value * 150, value * 250, value * 165] : undefined,
  );
  addScaleBar(canvas, white);
  return canvas;
}
