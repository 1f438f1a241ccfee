/** Scanning electron micrographs: particles, bacteria, fibres or red cells, how many, how large, false colour. */
import type { Random } from '#app/util/random.ts';
import { addScaleBar } from '../raster/paint.ts';
import { type Canvas, white } from '../raster/canvas.ts';
import { bell, Field, smoothStep } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { pick, type Sketch } from '../sketch.ts';
import { placesApart } from '../raster/shapes.ts';

/** Length and width of an object in radii. */
const proportions = { spheres: [1, 1], rods: [1.7, 0.55], 'red cells': [1.15, 1.05] } as const;
const tints = { grey: [1, 1, 1], blue: [0.45, 0.75, 1.15], ochre: [1.15, 0.85, 0.4] } as const;

interface SurfaceAttributes {
  readonly object: 'spheres' | 'rods' | 'fibres' | 'red cells';
  readonly density: 'sparse' | 'crowded';
  readonly tint: 'grey' | 'blue' | 'ochre';
  readonly size: 'small' | 'large';
}

/** The attributes, words and drawing of a scanning electron micrograph. */
export function scanningMicrograph(random: Random): Sketch {
  const attributes: SurfaceAttributes = {
    object: pick(random, ['spheres', 'rods', 'fibres', 'red cells']),
    density: pick(random, ['sparse', 'crowded']),
    tint: pick(random, ['grey', 'grey', 'blue', 'ochre']),
    size: pick(random, ['small', 'large']),
  };
  const { object, density, tint, size } = attributes;
  const what = {
    spheres: 'spherical particles',
    rods: 'rod-shaped bacteria',
    fibres: 'crossing fibres',
    'red cells': 'biconcave red blood cells',
  }[object];
  const colour = tint === 'grey' ? '' : `, false colour (${tint})`;
  return {
    traits: ['SEM', object, density, tint, size],
    headline: pick(random, [
      `Scanning electron micrograph of ${density} ${size} ${what} on a dark surface${colour}`,
      `SEM image of ${size} ${what}, ${density}${colour}`,
    ]),
    brief: `scanning electron micrograph of ${density} ${size} ${what}`,
    details: [
      pick(random, [
        'Scale bar, 2 µm.',
        'Scale bar, 5 µm; accelerating voltage 5 kV.',
        'Gold-coated specimen.',
      ]),
    ],
    aspect: pick(random, [1, 1.25]),
    draw: (width, height) => drawSurface(random.fork('draw'), width, height, attributes),
  };
}

function drawSurface(
  random: Random,
  width: number,
  height: number,
  { object, density, tint, size }: SurfaceAttributes,
): Canvas {
  const field = new Field({ width, height });
  const texture = cloudTexture(random);
  field.each((_, x, y) => 0.1 + 0.14 * texture.at(x * 70, y * 70));
  const radius = size === 'small' ? 0.1 : 0.22;
  const many = density === 'crowded';
  const count =
    ((many ? 0.9 : 0.3) / radius ** (object === 'fibres' ? 1 : 2)) * (object === 'fibres' ? 4 : 1);
  const span = field.columns / field.unit;
  const places = placesApart(
    random,
    Math.round(count),
    span * 100,
    (field.rows / field.unit) * 100,
    radius * 100 * (object === 'fibres' ? 0.3 : many ? 1.1 : 2),
  );
  for (const [px, py] of places) {
    const x = px / 100 - span / 2;
    const y = py / 100 - field.rows / field.unit / 2;
    const angle = random.uniform(0, Math.PI);
    const [long, short] = object === 'fibres' ? [14, size === 'small' ? 0.35 : 0.3] : proportions[object];
    const body = { x, y, radiusX: radius * long, radiusY: radius * short, angle, soft: 0.1 };
    field.mix({ ...body, x: x + radius * 0.2, y: y + radius * 0.25, soft: 0.5 }, 0.02, 0.75);
    field.mix(body, 0.5);
    // Edges glow in secondary electrons, and light comes from the upper left.
    field.ring({ ...body, radiusX: body.radiusX * 0.93, radiusY: body.radiusY * 0.93 }, 0.34, 0.1);
    field.add(
      {
        x: x - radius * 0.2 * short,
        y: y - radius * 0.25 * short,
        radiusX: body.radiusX * 0.6,
        radiusY: body.radiusY * 0.5,
        angle,
        soft: 1.2,
      },
      0.22,
    );
    if (object === 'red cells')
      field.mix({ ...body, radiusX: radius * 0.55, radiusY: radius * 0.5, soft: 1 }, 0.2, 0.8);
  }
  const tone = tints[tint];
  field.each(
    (value, x, y) => value * smoothStep(2.2, 1.1, Math.sqrt(x * x + y * y) * 0.8) + 0.02 * bell(x, 1),
  );
  const canvas = field.toCanvas(
    random,
    12,
    tint === 'grey'
      ? undefined
      : (value) => [tone[0] * value * 255, tone[1] * value * 255, tone[2] * value * 255],
  );
  addScaleBar(canvas, white);
  return canvas;
}
