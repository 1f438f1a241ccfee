/** Ultrasound: shape of the probe's view, what lies in it, where, how many; colour Doppler. */
import type { Random } from '#app/util/random.ts';
import { type Canvas, mixColours } from '../raster/canvas.ts';
import { bell, Field, smoothStep } from '../raster/field.ts';
import { cloudTexture, grainMask, grainTexture } from '../raster/noise.ts';
import { between, chance, counted, pick, type Sketch } from '../sketch.ts';

interface UltrasoundAttributes {
  readonly probe: 'curved' | 'linear';
  readonly finding: 'cysts' | 'stones' | 'mass' | 'vessel';
  readonly side: 'left' | 'right';
  readonly depth: 'near' | 'deep';
  readonly count: number;
  readonly doppler: boolean;
}

/** The attributes, words and drawing of an ultrasound image. */
export function ultrasound(random: Random): Sketch {
  const finding = pick(random, ['cysts', 'cysts', 'stones', 'mass', 'vessel'] as const);
  const attributes: UltrasoundAttributes = {
    probe: pick(random, ['curved', 'linear']),
    finding,
    side: pick(random, ['left', 'right']),
    depth: pick(random, ['near', 'deep']),
    count: between(random, 1, 3),
    doppler: finding === 'vessel' || finding === 'mass' ? chance(random, 0.6) : false,
  };
  const { probe, side, depth, count, doppler } = attributes;
  const place = `on the ${side} of the image, ${depth === 'near' ? 'close to the probe' : 'deep'}`;
  const found = {
    cysts: `${counted(random, count, 'black anechoic cyst')} ${place}`,
    stones: `${counted(random, count, 'bright echogenic stone')} with acoustic shadow ${place}`,
    mass: `a grey hypoechoic mass ${place}`,
    vessel: 'a dark vessel crossing the image',
  }[finding];
  const flow = doppler ? ', with red and blue colour Doppler flow' : '';
  const organ = pick(random, ['liver', 'thyroid', 'breast', 'ovary', 'kidney']);
  const traits = {
    cysts: [count, side, depth],
    stones: [count, side, depth],
    mass: [side, depth],
    vessel: [],
  }[finding];
  return {
    traits: [probe, finding, ...traits, doppler ? 'doppler' : 'grey'],
    headline: pick(random, [
      `Ultrasound of the ${organ} (${probe} probe) showing ${found}${flow}`,
      `Sonogram, ${probe} probe, ${organ}: ${found}${flow}`,
      `${probe === 'curved' ? 'Curved' : 'Linear'}-probe ultrasound image of the ${organ} with ${found}${flow}`,
    ]),
    brief: `ultrasound with ${found}${flow}`,
    details: [
      pick(random, [
        'Transducer frequency, 5 MHz.',
        'The wall is thin and smooth.',
        'Longitudinal section.',
        'Posterior enhancement is seen.',
      ]),
    ],
    aspect: pick(random, [1.05, 1.2]),
    draw: (width, height) => drawUltrasound(random.fork('draw'), width, height, attributes),
  };
}

function drawUltrasound(
  random: Random,
  width: number,
  height: number,
  attributes: UltrasoundAttributes,
): Canvas {
  const { probe, finding, side, depth, count, doppler } = attributes;
  const field = new Field({ width, height });
  const texture = cloudTexture(random);
  const speckle = grainTexture(random);
  const sign = side === 'left' ? -1 : 1;
  const x = sign * (probe === 'curved' ? 0.3 : 0.4);
  const y = depth === 'near' ? -0.2 : 0.35;
  const curved = probe === 'curved';
  let row = -9;
  let grain = speckle.row(0);
  // Speckle is finer across the beam than along it, and follows the arcs of a curved probe.
  field.each((_, px, py) => {
    const radius = curved ? Math.sqrt(px * px + (py + 1.3) ** 2) : py + 1.3;
    const turn = curved ? Math.atan2(px, py + 1.3) : px * 0.62;
    const line = Math.floor(radius * 95);
    if (line !== row) {
      row = line;
      grain = speckle.row(line);
    }
    const noise = grain.noise[(Math.floor((turn + 3) * 150) + grain.start) & grainMask]!;
    const layer = curved
      ? 0
      : 0.22 * bell(((py + 0.95) % 0.42) - 0.12, 0.02) * (0.6 + texture.at(px * 40, 9));
    const tissue = 0.16 + 0.55 * texture.at(turn * 90, radius * 70) + layer;
    return Math.max(0, tissue * (1 + noise * 1.1) * (1.15 - 0.3 * (radius - 0.3)));
  });
  drawFinding(field, { finding, count, x, y, sign, curved });
  field.each((value, px, py) => {
    const radius = Math.sqrt(px * px + (py + 1.3) ** 2);
    const inside = curved
      ? smoothStep(0.72, 0.7, Math.abs(Math.atan2(px, py + 1.3))) *
        smoothStep(0.34, 0.36, radius) *
        smoothStep(2.22, 2.19, radius)
      : smoothStep(0.93, 0.92, Math.abs(px)) * smoothStep(-0.94, -0.92, py) * smoothStep(0.95, 0.93, py);
    return 0.01 + value * inside;
  });
  const canvas = field.toCanvas(random, 9);
  if (doppler) drawFlow(canvas, random, finding === 'vessel' ? 0 : x, finding === 'vessel' ? 0.05 : y);
  return canvas;
}

interface Scene {
  readonly finding: UltrasoundAttributes['finding'];
  readonly count: number;
  readonly x: number;
  readonly y: number;
  readonly sign: number;
  readonly curved: boolean;
}

function drawFinding(field: Field, { finding, count, x, y, sign, curved }: Scene): void {
  const place = (i: number) => ({ x: x + [0, -0.3, -0.12][i]! * sign, y: y + [0, 0.1, -0.3][i]! });
  if (finding === 'vessel') {
    field.strand(
      [
        [-1.2, 0.25],
        [-0.4, 0.08],
        [0.4, 0],
        [1.2, -0.22],
      ],
      0.2,
      0.55,
    );
    for (const [from, to] of [
      [
        [-1.2, 0.25],
        [-0.4, 0.08],
      ],
      [
        [-0.4, 0.08],
        [0.4, 0],
      ],
      [
        [0.4, 0],
        [1.2, -0.22],
      ],
    ] as const) {
      field.mix(
        {
          x: (from[0] + to[0]) / 2,
          y: (from[1] + to[1]) / 2,
          radiusX: 0.52,
          radiusY: 0.13,
          angle: Math.atan2(to[1] - from[1], to[0] - from[0]),
          square: true,
          soft: 0.15,
        },
        0.03,
      );
    }
    return;
  }
  for (let i = 0; i < (finding === 'mass' ? 1 : count); i++) {
    const spot = place(i);
    const size = count === 1 || finding === 'mass' ? 1.35 : 1;
    if (finding === 'cysts') {
      field.add({ x: spot.x, y: spot.y + 0.3 * size, radiusX: 0.13 * size, radiusY: 0.2, soft: 0.9 }, 0.3);
      field.mix({ ...spot, radiusX: 0.18 * size, radiusY: 0.15 * size, soft: 0.12 }, 0.015);
      field.ring({ ...spot, radiusX: 0.19 * size, radiusY: 0.16 * size }, 0.35, 0.06);
    } else if (finding === 'mass') {
      field.mix({ ...spot, radiusX: 0.33, radiusY: 0.25, angle: 0.3, soft: 0.2 }, 0.12, 0.75);
      field.ring({ ...spot, radiusX: 0.33, radiusY: 0.25, angle: 0.3 }, 0.2, 0.05);
    } else {
      field.each((value, px, py) => {
        const across = curved ? px - spot.x * ((py + 1.3) / (spot.y + 1.3)) : px - spot.x;
        return py > spot.y ? value * (1 - 0.85 * bell(across, 0.07)) : value;
      });
      field.lighten({ ...spot, radiusX: 0.13, radiusY: 0.06, soft: 0.5 }, 1);
    }
  }
}

/** Flow towards the probe in red, away from it in blue. */
function drawFlow(canvas: Canvas, random: Random, x: number, y: number): void {
  const unit = Math.min(canvas.width, canvas.height) / 2;
  for (let i = 0; i < 26; i++) {
    const red = i % 2 === 0;
    const px = canvas.width / 2 + (x + (red ? -0.12 : 0.14) + random.normal() * 0.09) * unit;
    const py = canvas.height / 2 + (y + random.normal() * 0.05) * unit;
    const colour = red
      ? mixColours([230, 30, 20], [255, 190, 40], random.next() * 0.6)
      : mixColours([20, 60, 230], [80, 200, 255], random.next() * 0.6);
    canvas.ellipse(px, py, unit * 0.07, unit * 0.05, random.uniform(0, 3), colour, 0.85, 3);
  }
  canvas.frame(
    canvas.width / 2 + (x - 0.42) * unit,
    canvas.height / 2 + (y - 0.26) * unit,
    unit * 0.84,
    unit * 0.52,
    1.4,
    [240, 240, 120],
  );
}
