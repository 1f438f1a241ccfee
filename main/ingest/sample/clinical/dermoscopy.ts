/** Dermoscopy of skin lesions: colour, shape, size, structure, hairs. */
import type { Random } from '#app/util/random.ts';
import { placesApart } from '../raster/shapes.ts';
import { type Canvas, type Colour, mixColours, type Point } from '../raster/canvas.ts';
import { Field, smoothStep } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { addGrain, cloudyGround, paintFields } from '../raster/paint.ts';
import { chance, pick, type Sketch } from '../sketch.ts';

const colours = {
  brown: [118, 70, 40],
  black: [42, 32, 34],
  'blue-grey': [84, 98, 126],
  red: [176, 48, 52],
} as const satisfies Record<string, Colour>;

interface LesionAttributes {
  readonly colour: keyof typeof colours;
  readonly shape: 'round' | 'oval' | 'irregular';
  readonly size: 'small' | 'large';
  readonly structure: 'network' | 'globules' | 'homogeneous' | 'white veil';
  readonly hairs: boolean;
  readonly skin: 'fair' | 'dark';
}

/** The attributes, words and drawing of a skin lesion. */
export function dermoscopy(random: Random): Sketch {
  const skin = pick(random, ['fair', 'fair', 'dark'] as const);
  // Brown would hardly show on dark skin.
  const attributes: LesionAttributes = {
    colour: pick(
      random,
      skin === 'dark' ? ['black', 'blue-grey', 'red'] : ['brown', 'black', 'blue-grey', 'red'],
    ),
    shape: pick(random, ['round', 'oval', 'irregular']),
    size: pick(random, ['small', 'large']),
    structure: pick(random, ['network', 'globules', 'homogeneous', 'white veil']),
    hairs: chance(random, 0.35),
    skin,
  };
  const { colour, shape, size, structure, hairs } = attributes;
  const inside = {
    network: 'a dark pigment network',
    globules: 'dark globules at the periphery',
    homogeneous: 'a homogeneous surface',
    'white veil': 'a central whitish veil',
  }[structure];
  const hair = hairs ? ' and overlying hairs' : '';
  return {
    traits: [colour, shape, size, structure, hairs ? 'hairs' : 'none', skin],
    headline: pick(random, [
      `Dermoscopy of a ${size} ${shape} ${colour} lesion on ${skin} skin with ${inside}${hair}`,
      `Dermatoscopic image, ${skin} skin: ${size}, ${shape}, ${colour} lesion with ${inside}${hair}`,
    ]),
    brief: `dermoscopy of a ${size} ${shape} ${colour} lesion with ${inside}`,
    details: [
      pick(random, [
        'Polarised light, ×10.',
        `Diameter, ${size === 'small' ? 4 : 11} mm.`,
        'Histology confirmed the diagnosis.',
      ]),
    ],
    aspect: pick(random, [1.15, 1.33]),
    draw: (width, height) => drawLesion(random.fork('draw'), width, height, attributes),
  };
}

function drawLesion(random: Random, width: number, height: number, attributes: LesionAttributes): Canvas {
  const { colour, shape, size, structure, hairs, skin } = attributes;
  const unit = Math.min(width, height) / 2;
  const fair = skin === 'fair';
  const canvas = cloudyGround(
    random,
    { width, height },
    fair ? [240, 202, 180] : [150, 102, 76],
    fair ? [218, 164, 142] : [122, 78, 58],
    110 / unit,
  );
  const texture = cloudTexture(random);
  const paint = colours[colour];
  const reach = (size === 'small' ? 0.4 : 0.76) * unit;
  const stretch = shape === 'oval' ? 0.62 : 0.95;
  const wobble = shape === 'irregular' ? 0.62 : 0.16;
  const angle = random.uniform(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const cover = new Field({ width, height });
  const shade = new Field({ width, height });
  const scale = unit / reach;
  const distanceAt = (x: number, y: number): number => {
    const across = (x * cos + y * sin) * scale;
    const along = ((y * cos - x * sin) * scale) / stretch;
    return Math.sqrt(across * across + along * along);
  };
  cover.each((_, x, y) => {
    const distance = distanceAt(x, y);
    if (distance > 1.7) return 0;
    return (
      0.95 *
      smoothStep(1.08, 0.92, distance + wobble * (texture.at(x * scale * 30, y * scale * 30) - 0.5) * 1.6)
    );
  });
  // Shade 0 is the darkest pigment, 0.5 the lesion's own colour, 1 what shines through: skin, or the veil.
  shade.each((_, x, y) => {
    const pigment = 0.12 + 0.6 * texture.at(x * 110 + 40, y * 110);
    if (structure === 'network') {
      const mesh = Math.abs(Math.sin(x * 22 + pigment * 5)) * Math.abs(Math.sin(y * 22 + pigment * 5));
      return pigment + (0.85 - pigment) * 0.75 * smoothStep(0.3, 0.75, mesh);
    }
    return structure === 'white veil'
      ? pigment + (1 - pigment) * 0.85 * smoothStep(0.6, 0.2, distanceAt(x, y))
      : pigment;
  });
  const through: Colour =
    structure === 'white veil' ? [234, 228, 230] : fair ? [228, 184, 160] : [146, 102, 78];
  const deep = mixColours(paint, [14, 6, 6], 0.55);
  paintFields(canvas, shade, cover, (level) =>
    level < 0.5 ? mixColours(deep, paint, level * 2) : mixColours(paint, through, level * 2 - 1),
  );
  if (structure === 'globules') {
    for (const [px, py] of placesApart(random, 240, reach * 2.2, reach * 2.2, unit * 0.085)) {
      const [dx, dy] = [px / reach - 1.1, py / reach - 1.1];
      const distance = Math.sqrt((dx * cos + dy * sin) ** 2 + ((dy * cos - dx * sin) / stretch) ** 2);
      if (distance > 0.55 && distance < 0.97)
        canvas.disc(
          width / 2 + dx * reach,
          height / 2 + dy * reach,
          unit * 0.036,
          mixColours(paint, [14, 6, 6], 0.7),
          0.9,
        );
    }
  }
  if (hairs) drawHairs(canvas, random, unit);
  addGrain(canvas, random, 5);
  return canvas;
}

function drawHairs(canvas: Canvas, random: Random, unit: number): void {
  for (let i = 0; i < 9; i++) {
    let [x, y] = [random.uniform(0, canvas.width), random.uniform(0, canvas.height)];
    let heading = random.uniform(0, 6.28);
    const bend = random.uniform(-0.12, 0.12);
    const points: Point[] = [[x, y]];
    for (let step = 0; step < 12; step++) {
      heading += bend;
      x += Math.cos(heading) * unit * 0.12;
      y += Math.sin(heading) * unit * 0.12;
      points.push([x, y]);
    }
    canvas.polyline(points, unit * 0.018, [38, 26, 20], 0.9);
  }
}
