/** Endoscopic views of the gut: polyps or ulcers and how many, where, colour of the mucosa, narrow-band light. */
import type { Random } from '#app/util/random.ts';
import { blob } from '../raster/shapes.ts';
import { addGrain, paintFields } from '../raster/paint.ts';
import { Canvas, type Colour, mixColours, type Point } from '../raster/canvas.ts';
import { bell, Field, smoothStep } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { between, counted, pick, type Sketch } from '../sketch.ts';

interface EndoscopyAttributes {
  readonly finding: 'polyp' | 'ulcer' | 'bleeding spot' | 'none';
  readonly count: number;
  readonly where: 'upper left' | 'upper right' | 'lower left' | 'lower right';
  readonly light: 'white' | 'narrow-band';
  readonly frame: 'round' | 'octagonal';
}

/** The attributes, words and drawing of an endoscopic view. */
export function endoscopy(random: Random): Sketch {
  const attributes: EndoscopyAttributes = {
    finding: pick(random, ['polyp', 'polyp', 'ulcer', 'bleeding spot', 'none']),
    count: between(random, 1, 3),
    where: pick(random, ['upper left', 'upper right', 'lower left', 'lower right']),
    light: pick(random, ['white', 'white', 'narrow-band']),
    frame: pick(random, ['round', 'octagonal']),
  };
  const { finding, count, where, light, frame } = attributes;
  const names = {
    polyp: 'smooth pink polyp',
    ulcer: 'white-based ulcer',
    'bleeding spot': 'dark red bleeding spot',
    none: '',
  };
  const found =
    finding === 'none'
      ? 'normal mucosa without polyps'
      : `${counted(random, count, names[finding])} in the ${where} quadrant`;
  const organ = pick(random, ['Colonoscopy', 'Endoscopy of the colon', 'Endoscopic view of the bowel']);
  const lighting = light === 'white' ? 'white light, pink mucosa' : 'narrow-band imaging, green-brown mucosa';
  return {
    traits: [finding, ...(finding === 'none' ? [] : [count, where]), light, frame],
    headline: pick(random, [
      `${organ} (${lighting}; ${frame} field) showing ${found}`,
      `${organ}: ${found}, seen in ${frame === 'round' ? 'a round' : 'an octagonal'} field under ${lighting}`,
    ]),
    brief: `colonoscopy with ${found}`,
    details: [
      pick(random, [
        'Paris classification 0-Is.',
        'The lesion was removed with a snare.',
        'Biopsies were taken.',
        'Bowel preparation was good.',
      ]),
    ],
    aspect: pick(random, [1, 1.1]),
    draw: (width, height) => drawView(random.fork('draw'), width, height, attributes),
  };
}

function drawView(
  random: Random,
  width: number,
  height: number,
  { finding, count, where, light, frame }: EndoscopyAttributes,
): Canvas {
  const canvas = new Canvas(width, height, [6, 6, 8]);
  const unit = Math.min(width, height) / 2;
  const texture = cloudTexture(random);
  const [near, far]: readonly [Colour, Colour] =
    light === 'white'
      ? [
          [236, 150, 128],
          [120, 34, 28],
        ]
      : [
          [164, 176, 142],
          [44, 58, 54],
        ];
  const [lumenX, lumenY] = [random.uniform(-0.08, 0.08), random.uniform(-0.08, 0.08)];
  const cover = new Field({ width, height });
  const shade = new Field({ width, height });
  cover.each((_, x, y) => {
    const [across, along] = [Math.abs(x), Math.abs(y)];
    return smoothStep(
      0.96,
      0.93,
      frame === 'round' ? Math.sqrt(x * x + y * y) : Math.max(across, along, (across + along) * 0.74),
    );
  });
  shade.each((_, x, y) => {
    const radius = Math.sqrt((x - lumenX) ** 2 + (y - lumenY) ** 2);
    const wave = texture.at(x * 40, y * 40);
    // Rings of the wall get denser and darker towards the lumen.
    const fold = bell(((Math.log(radius + 0.12) * 2.1 + wave * 0.6 + 20) % 1) - 0.5, 0.17);
    const depth = smoothStep(0.75, 0.12, radius + 0.12 * (wave - 0.5));
    return (
      depth * 0.95 +
      (0.12 + 0.18 * smoothStep(0.2, 0.45, radius)) * fold +
      0.25 * (texture.at(x * 130, y * 130) - 0.4)
    );
  });
  const dark = mixColours(far, [10, 4, 4], 0.85);
  paintFields(canvas, shade, cover, (level) =>
    level < 0.85
      ? mixColours(near, far, level)
      : mixColours(mixColours(near, far, 0.85), dark, (level - 0.85) / 0.15),
  );
  const vein: Colour = light === 'white' ? [190, 60, 60] : [40, 60, 70];
  for (let i = 0; i < 7; i++) drawVein(canvas, random, unit, vein);
  if (finding !== 'none') {
    const [sx, sy] = [where.endsWith('left') ? -1 : 1, where.startsWith('upper') ? -1 : 1];
    for (let i = 0; i < count; i++) {
      const at: Point = [
        width / 2 + unit * (sx * 0.42 + [0, -0.24, 0.2][i]! * sx),
        height / 2 + unit * (sy * 0.4 + [0, 0.22, 0.18][i]! * -sy),
      ];
      drawFinding(canvas, random, finding, at, unit * (count === 1 ? 0.24 : 0.15), near);
    }
  }
  addGrain(canvas, random, 5);
  return canvas;
}

function drawVein(canvas: Canvas, random: Random, unit: number, colour: Colour): void {
  let heading = random.uniform(0, 6.28);
  let [x, y] = [
    canvas.width / 2 + Math.cos(heading) * unit * 0.8,
    canvas.height / 2 + Math.sin(heading) * unit * 0.8,
  ];
  heading += 2.2;
  for (let step = 0; step < 7; step++) {
    heading += random.uniform(-0.5, 0.5);
    const [nx, ny] = [x + Math.cos(heading) * unit * 0.09, y + Math.sin(heading) * unit * 0.09];
    if ((nx - canvas.width / 2) ** 2 + (ny - canvas.height / 2) ** 2 > (unit * 0.88) ** 2) return;
    canvas.line(x, y, nx, ny, unit * 0.014, colour, 0.4);
    [x, y] = [nx, ny];
  }
}

function drawFinding(
  canvas: Canvas,
  random: Random,
  finding: EndoscopyAttributes['finding'],
  [x, y]: Point,
  radius: number,
  wall: Colour,
): void {
  if (finding === 'polyp') {
    canvas.ellipse(
      x + radius * 0.15,
      y + radius * 0.22,
      radius * 1.1,
      radius * 1.02,
      0,
      [40, 8, 8],
      0.55,
      radius * 0.4,
    );
    canvas.polygon(blob(random, x, y, radius, radius * 0.92, 0.08), mixColours(wall, [226, 60, 70], 0.5));
    canvas.ellipse(
      x - radius * 0.15,
      y - radius * 0.18,
      radius * 0.62,
      radius * 0.55,
      0,
      [255, 190, 180],
      0.5,
      radius * 0.5,
    );
    canvas.ellipse(
      x - radius * 0.34,
      y - radius * 0.38,
      radius * 0.16,
      radius * 0.11,
      0.6,
      [255, 255, 255],
      0.95,
      2,
    );
  } else if (finding === 'ulcer') {
    canvas.polygon(blob(random, x, y, radius * 1.12, radius * 0.95, 0.2), [170, 26, 30], 0.85);
    canvas.polygon(blob(random, x, y, radius * 0.82, radius * 0.68, 0.2), [250, 242, 206]);
  } else {
    canvas.polygon(blob(random, x, y, radius * 0.9, radius * 0.8, 0.35), [110, 4, 10]);
    canvas.ellipse(
      x - radius * 0.2,
      y - radius * 0.2,
      radius * 0.2,
      radius * 0.14,
      0.5,
      [255, 120, 120],
      0.7,
      3,
    );
    canvas.line(x, y, x + radius * 0.2, y + radius * 2, radius * 0.3, [120, 6, 12], 0.9);
  }
}
