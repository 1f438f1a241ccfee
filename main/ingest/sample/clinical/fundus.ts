/** Fundus photographs: eye, lesions and how many, tone of the picture, optic disc. */
import type { Random } from '#app/util/random.ts';
import { addGrain, paintFields } from '../raster/paint.ts';
import { Canvas, clamp, type Colour, mixColours, type Point } from '../raster/canvas.ts';
import { bell, Field, smoothStep } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { chance, pick, type Sketch } from '../sketch.ts';

/** Bright centre and dim rim of the picture. */
const tones = {
  orange: [
    [226, 124, 58],
    [176, 74, 30],
  ],
  red: [
    [196, 66, 46],
    [142, 34, 26],
  ],
  'red-free': [
    [120, 186, 120],
    [62, 116, 66],
  ],
} as const satisfies Record<string, readonly [Colour, Colour]>;

interface FundusAttributes {
  /** The right eye shows its disc on the right. */
  readonly eye: 'left' | 'right';
  readonly finding: 'haemorrhages' | 'exudates' | 'drusen' | 'laser scars' | 'none';
  readonly count: 'few' | 'many';
  readonly tone: 'orange' | 'red' | 'red-free';
  readonly paleDisc: boolean;
}

/** The attributes, words and drawing of a fundus photograph. */
export function fundus(random: Random): Sketch {
  const attributes: FundusAttributes = {
    eye: pick(random, ['left', 'right']),
    finding: pick(random, ['haemorrhages', 'exudates', 'drusen', 'laser scars', 'none']),
    count: pick(random, ['few', 'many']),
    tone: pick(random, ['orange', 'orange', 'red', 'red-free']),
    paleDisc: chance(random, 0.35),
  };
  const { eye, finding, count, tone, paleDisc } = attributes;
  const found = {
    haemorrhages: `${count} dark retinal haemorrhages`,
    exudates: `${count} yellow hard exudates around the macula`,
    drusen: `${count} pale drusen at the macula`,
    'laser scars': `${count} round laser scars in the periphery`,
    none: 'no retinopathy',
  }[finding];
  const kind =
    tone === 'red-free' ? 'Red-free (green) fundus photograph' : `Colour fundus photograph (${tone} tone)`;
  const disc = paleDisc ? 'a large pale optic disc' : 'a normal optic disc';
  return {
    traits: [
      'fundus',
      eye,
      finding,
      ...(finding === 'none' ? [] : [count]),
      tone,
      paleDisc ? 'pale' : 'normal',
    ],
    headline: pick(random, [
      `${kind} of the ${eye} eye with ${found} and ${disc}`,
      `${kind}, ${eye} eye: ${found}, ${disc} on the ${eye}`,
    ]),
    brief: `fundus photograph of the ${eye} eye with ${found}`,
    details: [
      pick(random, ['Visual acuity, 20/40.', '45° field of view.', 'The vessels are of normal calibre.']),
    ],
    aspect: pick(random, [1, 1.12]),
    draw: (width, height) => drawFundus(random.fork('draw'), width, height, attributes),
  };
}

function drawFundus(
  random: Random,
  width: number,
  height: number,
  { eye, finding, count, tone, paleDisc }: FundusAttributes,
): Canvas {
  const canvas = new Canvas(width, height, [4, 3, 3]);
  const unit = Math.min(width, height) / 2;
  const texture = cloudTexture(random);
  const [from, to] = tones[tone];
  const radius = unit * 0.94;
  const sign = eye === 'left' ? -1 : 1;
  const place = (x: number, y: number): Point => [width / 2 + x * unit, height / 2 + y * unit];
  const cover = new Field({ width, height });
  const shade = new Field({ width, height });
  cover.each((_, x, y) => smoothStep(0.96, 0.935, Math.sqrt(x * x + y * y)));
  // Shade runs from the bright centre to the dim rim; the last fifth is the dark macula.
  shade.each((_, x, y) => {
    const macula = bell(Math.sqrt((x + 0.34 * sign) ** 2 + (y - 0.02) ** 2), 0.13);
    const light = 0.8 * clamp(0.6 * texture.at(x * 60, y * 60) + 0.5 * (x * x + y * y));
    return light + (0.97 - light) * 0.8 * macula;
  });
  const dim = mixColours(to, [40, 14, 10], 0.55);
  paintFields(canvas, shade, cover, (level) =>
    level < 0.8 ? mixColours(from, to, level / 0.8) : mixColours(to, dim, (level - 0.8) * 5),
  );
  const vessel: Colour = tone === 'red-free' ? [24, 52, 28] : [122, 20, 20];
  for (const [start, bend] of [
    [-1.0, 0.085],
    [-2.2, -0.09],
    [1.0, -0.085],
    [2.2, 0.09],
    [-1.5, 0.05],
    [1.6, -0.06],
  ] as const) {
    drawVessel(
      canvas,
      random,
      place(0.42 * sign, 0),
      sign > 0 ? Math.PI - start : start,
      sign > 0 ? -bend : bend,
      unit,
      unit * 0.034,
      vessel,
      2,
      radius,
    );
  }
  const disc: Colour = tone === 'red-free' ? [206, 240, 200] : [255, 226, 160];
  const size = paleDisc ? 0.2 : 0.14;
  canvas.ellipse(...place(0.42 * sign, 0), unit * size * 0.92, unit * size, 0, disc, 0.92, 3);
  canvas.disc(...place(0.42 * sign, 0), unit * size * (paleDisc ? 0.75 : 0.45), [255, 250, 232], 0.85);
  drawLesions(canvas, random, finding, count === 'many' ? 42 : 9, place, sign, unit);
  addGrain(canvas, random, 3);
  return canvas;
}

function drawVessel(
  canvas: Canvas,
  random: Random,
  [startX, startY]: Point,
  direction: number,
  bend: number,
  unit: number,
  stroke: number,
  colour: Colour,
  forks: number,
  radius: number,
): void {
  let [x, y] = [startX, startY];
  let heading = direction;
  for (let step = 0; step < 22; step++) {
    heading += bend * (1 - step / 26) + random.uniform(-0.1, 0.1);
    const [nx, ny] = [x + Math.cos(heading) * unit * 0.07, y + Math.sin(heading) * unit * 0.07];
    if ((nx - canvas.width / 2) ** 2 + (ny - canvas.height / 2) ** 2 > radius * radius) return;
    canvas.line(x, y, nx, ny, Math.max(0.9, stroke * (1 - step / 30)), colour, 0.8);
    [x, y] = [nx, ny];
    if (forks > 0 && step % 7 === 5)
      drawVessel(
        canvas,
        random,
        [x, y],
        heading + (step % 2 ? 0.6 : -0.6),
        -bend * 0.5,
        unit,
        stroke * 0.6,
        colour,
        forks - 1,
        radius,
      );
  }
}

function drawLesions(
  canvas: Canvas,
  random: Random,
  finding: FundusAttributes['finding'],
  count: number,
  place: (x: number, y: number) => Point,
  sign: number,
  unit: number,
): void {
  if (finding === 'none') return;
  for (let i = 0; i < count; i++) {
    const turn = random.uniform(0, 6.283);
    const near = finding === 'exudates' || finding === 'drusen';
    const reach = near
      ? Math.sqrt(random.uniform(0.02, 0.12))
      : Math.sqrt(random.uniform(finding === 'laser scars' ? 0.42 : 0.1, 0.7));
    const [x, y] = near
      ? place(-0.34 * sign + Math.cos(turn) * reach, 0.02 + Math.sin(turn) * reach)
      : place(Math.cos(turn) * reach, Math.sin(turn) * reach);
    const size = random.uniform(0.7, 1.3) * unit;
    if (finding === 'haemorrhages')
      canvas.ellipse(x, y, size * 0.055, size * 0.04, turn, [96, 8, 10], 0.92, 2);
    else if (finding === 'exudates')
      canvas.ellipse(x, y, size * 0.034, size * 0.027, turn, [255, 236, 110], 0.95, 1.5);
    else if (finding === 'drusen') canvas.disc(x, y, size * 0.03, [255, 214, 170], 0.7);
    else {
      canvas.disc(x, y, unit * 0.052, [250, 226, 190], 0.9);
      canvas.disc(x, y, unit * 0.024, [70, 40, 30], 0.9);
    }
  }
}
