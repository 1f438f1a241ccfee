/** Bones as radiographs show them: soft tissue, shafts with dense rims, the finished film. */
import type { Random } from '#app/util/random.ts';
import type { Canvas } from '../raster/canvas.ts';
import { Field } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';

/** A place in units of the field. */
export type Spot = readonly [x: number, y: number];

/** Soft tissue around a chain of bones, then each bone with its dense rim. */
export function limb(field: Field, from: Spot, to: Spot, thick: number, bones: number): Spot[] {
  field.lighten(
    {
      x: (from[0] + to[0]) / 2,
      y: (from[1] + to[1]) / 2,
      radiusX: Math.hypot(to[0] - from[0], to[1] - from[1]) / 2 + thick,
      radiusY: thick * 1.15,
      angle: Math.atan2(to[1] - from[1], to[0] - from[0]),
      soft: 0.3,
    },
    0.27,
  );
  return Array.from(
    { length: bones + 1 },
    (_, i): Spot => [from[0] + ((to[0] - from[0]) * i) / bones, from[1] + ((to[1] - from[1]) * i) / bones],
  );
}

/** A bone between two spots: dense rim, lighter marrow, wide ends. */
export function bone(field: Field, from: Spot, to: Spot, thick: number): void {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const angle = Math.atan2(dy, dx);
  const shaft = { x: (from[0] + to[0]) / 2, y: (from[1] + to[1]) / 2, angle, soft: 0.25 };
  const length = Math.hypot(dx, dy);
  field.lighten({ ...shaft, radiusX: length * 0.5, radiusY: thick * 0.72 }, 0.72);
  field.mix({ ...shaft, radiusX: length * 0.4, radiusY: thick * 0.34, soft: 0.8 }, 0.52, 0.8);
  for (const share of [0.08, 0.92]) {
    field.lighten(
      {
        x: from[0] + dx * share,
        y: from[1] + dy * share,
        radiusX: thick * 0.72,
        radiusY: thick,
        angle,
        soft: 0.3,
      },
      0.76,
    );
  }
}

/** Trabecular texture, the polarity of the display, grain. */
export function develop(field: Field, random: Random, inverted: boolean): Canvas {
  const texture = cloudTexture(random);
  field.warp(texture, 0.04, 30);
  field.each((value, x, y) => {
    const shown = value * (0.86 + 0.28 * texture.at(x * 120, y * 120));
    return inverted ? 0.98 - shown : shown;
  });
  return field.toCanvas(random, 5);
}
