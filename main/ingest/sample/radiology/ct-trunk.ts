/** The trunk in an axial CT slice: what chest and abdomen share. */
import type { Random } from '#app/util/random.ts';
import { bell, Field, smoothStep } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';

/** Fat and muscle of the trunk with ribs and a vertebra; the inside is left at `inside`. */
export function drawTrunk(field: Field, random: Random, inside: number, ribs: number): void {
  const depth = random.uniform(0.74, 0.8);
  const texture = cloudTexture(random);
  field.each((_, x, y) => {
    const distance = Math.sqrt((x / 1.08) ** 2 + (y / depth) ** 2);
    if (distance > 1.01) return 0.01;
    const fat = 0.27 + 0.05 * texture.at(x * 60, y * 60);
    const muscle = 0.5 + 0.1 * (texture.at(x * 90 + 50, y * 90) - 0.5);
    let value = fat + (muscle - fat) * smoothStep(0.93, 0.9, distance);
    value += (inside - value) * smoothStep(0.8, 0.775, distance);
    const turn = Math.atan2(y, x);
    value +=
      (0.95 - value) * bell(distance - 0.825, 0.022) * smoothStep(0.35, 0.7, Math.sin(turn * ribs + 0.6));
    return value * smoothStep(1.01, 0.99, distance);
  });
  field.mix({ x: 0, y: 0.5, radiusX: 0.17, radiusY: 0.14, soft: 0.15 }, 0.93);
  field.mix({ x: 0, y: 0.62, radiusX: 0.07, radiusY: 0.06, soft: 0.3 }, 0.4);
  for (const sign of [-1, 0, 1])
    field.mix(
      {
        x: sign * 0.16,
        y: sign ? 0.64 : 0.76,
        radiusX: sign ? 0.13 : 0.04,
        radiusY: sign ? 0.04 : 0.1,
        angle: sign * 0.5,
        soft: 0.3,
      },
      0.9,
    );
}
