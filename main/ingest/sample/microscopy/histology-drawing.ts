/** The drawing of a stained section: ground, architecture, nuclei, infiltrate. */
import type { Random } from '#app/util/random.ts';
import { chance } from '../sketch.ts';
import { black, type Canvas, type Colour } from '../raster/canvas.ts';
import { addGrain, addScaleBar, cloudyGround } from '../raster/paint.ts';
import { blob, placesApart } from '../raster/shapes.ts';
import { drawNucleus } from './nucleus.ts';
import type { HistologyAttributes } from './histology.ts';

const eosin: Readonly<Record<HistologyAttributes['stain'], readonly [Colour, Colour]>> = {
  pink: [
    [250, 196, 216],
    [219, 112, 158],
  ],
  purple: [
    [222, 190, 228],
    [160, 108, 176],
  ],
  pale: [
    [251, 232, 238],
    [236, 188, 206],
  ],
};
const haematoxylin: Colour = [88, 48, 124];
const slideWhite: Colour = [250, 246, 249];

/** Draws the section; the same numbers give the same picture. */
export function drawHistology(
  random: Random,
  width: number,
  height: number,
  attributes: HistologyAttributes,
): Canvas {
  const { architecture, stain, infiltrate, side } = attributes;
  const unit = Math.min(width, height) / 2;
  const [light, deep] = eosin[stain];
  const canvas = cloudyGround(
    random,
    { width, height },
    light,
    deep,
    150 / unit,
    architecture === 'spindle' ? 5 : 2.2,
  );
  if (infiltrate) drawInfiltrate(canvas, random, unit, side);
  if (architecture === 'glands') drawGlands(canvas, random, unit, attributes);
  else if (architecture === 'fat') drawFat(canvas, random, unit, attributes);
  else drawCells(canvas, random, unit, attributes);
  addScaleBar(canvas, black);
  addGrain(canvas, random, 7);
  return canvas;
}

/** Lymphocytes crowd around a centre at one side and thin out away from it. */
function drawInfiltrate(canvas: Canvas, random: Random, unit: number, side: 'left' | 'right'): void {
  const centre = canvas.width / 2 + (side === 'left' ? -0.66 : 0.66) * unit;
  const style = { colour: [58, 28, 100] as const, radius: unit * 0.034, stretch: 1.05 };
  for (const [x, y] of placesApart(random, 520, unit * 1.1, canvas.height, unit * 0.052)) {
    const off = Math.abs(x / unit - 0.55 + 0.12 * Math.sin((y / unit) * 4));
    if (off > random.uniform(0.2, 0.55)) continue;
    drawNucleus(canvas, random, centre + x - 0.55 * unit, y, style);
  }
}

const glandPlaces: readonly (readonly (readonly [number, number])[])[] = [
  [[0, 0]],
  [
    [-0.42, -0.2],
    [0.45, 0.25],
  ],
  [
    [-0.45, -0.38],
    [0.46, -0.3],
    [0, 0.48],
  ],
  [
    [-0.45, -0.45],
    [0.46, -0.42],
    [-0.42, 0.46],
    [0.46, 0.44],
  ],
  [
    [-0.56, -0.5],
    [0.56, -0.5],
    [0, 0],
    [-0.56, 0.52],
    [0.56, 0.52],
  ],
];

function drawGlands(
  canvas: Canvas,
  random: Random,
  unit: number,
  { glands, stain }: HistologyAttributes,
): void {
  const radius = unit * [0.58, 0.42, 0.36, 0.33, 0.28][glands - 1]!;
  const nucleus = unit * 0.042;
  for (const [x, y] of placesApart(random, 120, canvas.width, canvas.height, unit * 0.15)) {
    drawNucleus(canvas, random, x, y, { colour: haematoxylin, radius: nucleus * 0.75, stretch: 2.6 });
  }
  for (const [u, v] of glandPlaces[glands - 1]!) {
    const x = canvas.width / 2 + (u + random.uniform(-0.05, 0.05)) * unit;
    const y = canvas.height / 2 + (v + random.uniform(-0.05, 0.05)) * unit;
    const angle = random.uniform(0, Math.PI);
    const rim = blob(random, x, y, radius, radius * random.uniform(0.8, 1), 0.16, angle);
    const towards = (share: number) =>
      rim.map(([px, py]): [number, number] => [x + (px - x) * share, y + (py - y) * share]);
    canvas.polygon(towards(1.06), slideWhite, 0.55);
    canvas.polygon(rim, stain === 'purple' ? [172, 112, 184] : [204, 122, 178]);
    canvas.polygon(towards(0.56), [231, 190, 220]);
    canvas.polygon(towards(0.48), slideWhite);
    const ring = 13 + Math.round((radius / unit) * 34);
    for (let i = 0; i < ring; i++) {
      const turn = (i / ring) * 2 * Math.PI;
      const [px, py] = rim[Math.floor((i / ring) * rim.length)]!;
      const depth = random.uniform(0.77, 0.87);
      drawNucleus(canvas, random, x + (px - x) * depth, y + (py - y) * depth, {
        colour: haematoxylin,
        radius: nucleus,
        stretch: 1.7,
        angle: turn + angle,
      });
    }
  }
}

function drawFat(canvas: Canvas, random: Random, unit: number, { dense }: HistologyAttributes): void {
  // Rows of vacuoles, every other row shifted: they press against each other and leave thin walls.
  const pitch = unit * 0.36;
  for (let row = -1; row * pitch * 0.86 < canvas.height + pitch; row++) {
    for (let column = -1; column * pitch < canvas.width + pitch; column++) {
      const x = (column + (row % 2) / 2) * pitch + random.uniform(-0.08, 0.08) * pitch;
      const y = row * pitch * 0.86 + random.uniform(-0.08, 0.08) * pitch;
      const radius = pitch * random.uniform(0.4, 0.49);
      canvas.polygon(blob(random, x, y, radius, radius * 0.96, 0.1), slideWhite, 0.95);
      for (let i = 0; i < (dense ? 3 : chance(random, 0.15) ? 1 : 0); i++) {
        const turn = random.uniform(0, 6.28);
        drawNucleus(canvas, random, x + Math.cos(turn) * pitch * 0.5, y + Math.sin(turn) * pitch * 0.5, {
          colour: haematoxylin,
          radius: unit * 0.036,
          stretch: 2.4,
          angle: turn + 1.57,
        });
      }
    }
  }
}

function drawCells(
  canvas: Canvas,
  random: Random,
  unit: number,
  { architecture, dense }: HistologyAttributes,
): void {
  const spindle = architecture === 'spindle';
  const layered = architecture === 'layered';
  const direction = random.uniform(0, Math.PI);
  const gap = unit * (dense ? 0.105 : 0.23);
  for (const [x, y] of placesApart(random, dense ? 900 : 160, canvas.width, canvas.height, gap)) {
    const depth = (y - canvas.height / 2) / unit + 0.12 * Math.sin((x / unit) * 3.1);
    if (layered && depth < -0.62) continue;
    const basal = layered && depth > -0.05 && depth < 0.16;
    if (layered && depth > 0.16 && (x + y) % 3 < 1.6) continue;
    drawNucleus(canvas, random, x, y, {
      colour: haematoxylin,
      radius: unit * (basal ? 0.05 : spindle ? 0.038 : 0.048),
      stretch: spindle ? 3.4 : layered && !basal ? 1.9 : 1.15,
      ...(spindle
        ? { angle: direction + 0.5 * Math.sin(x / unit + y / unit) }
        : layered && depth < 0
          ? { angle: 0.1 }
          : {}),
    });
  }
  if (layered) drawSurface(canvas, unit);
}

/** The free surface above a layered epithelium, and the darker band of its basal cells. */
function drawSurface(canvas: Canvas, unit: number): void {
  const edge = (x: number, level: number) =>
    canvas.height / 2 + (level - 0.12 * Math.sin((x / unit) * 3.1)) * unit;
  const steps = Array.from({ length: 41 }, (_, i) => (i / 40) * canvas.width);
  canvas.polygon(
    [[0, 0], ...steps.map((x): [number, number] => [x, edge(x, -0.7)]), [canvas.width, 0]],
    slideWhite,
  );
  for (const level of [-0.68, -0.64]) {
    canvas.polyline(
      steps.map((x): [number, number] => [x, edge(x, level)]),
      unit * 0.03,
      [224, 110, 150],
      0.7,
    );
  }
  canvas.polyline(
    steps.map((x): [number, number] => [x, edge(x, 0.08)]),
    unit * 0.13,
    [120, 60, 150],
    0.32,
  );
}
