/** Optical coherence tomography of the macula: fluid, cysts or a hole, thickness, false colour. */
import type { Random } from '#app/util/random.ts';
import { Canvas, clamp } from '../raster/canvas.ts';
import { bell, Field, smoothStep } from '../raster/field.ts';
import { cloudTexture } from '../raster/noise.ts';
import { between, chance, countWord, pick, type Sketch } from '../sketch.ts';

interface LayerAttributes {
  readonly finding:
    | 'subretinal fluid'
    | 'cysts'
    | 'macular hole'
    | 'pigment epithelial detachment'
    | 'normal';
  readonly count: number;
  readonly coloured: boolean;
  readonly thick: boolean;
}

/** The attributes, words and drawing of a retinal section. */
export function retinalOct(random: Random): Sketch {
  const attributes: LayerAttributes = {
    finding: pick(random, [
      'subretinal fluid',
      'cysts',
      'macular hole',
      'pigment epithelial detachment',
      'normal',
    ]),
    count: between(random, 2, 5),
    coloured: chance(random, 0.35),
    thick: chance(random, 0.4),
  };
  const { finding, count, coloured, thick } = attributes;
  const found = {
    'subretinal fluid': 'a dark dome of subretinal fluid',
    cysts: `${countWord(random, count)} dark intraretinal cysts`,
    'macular hole': 'a full-thickness macular hole in the centre',
    'pigment epithelial detachment': 'a dome-shaped pigment epithelial detachment',
    normal: 'a normal foveal contour',
  }[finding];
  const shown = coloured ? 'false colour' : 'greyscale';
  const retina = thick ? 'thickened retina' : 'normal retinal thickness';
  return {
    traits: ['OCT', finding, ...(finding === 'cysts' ? [count] : []), shown, retina],
    headline: pick(random, [
      `Optical coherence tomography (${shown}) showing ${found}, ${retina}`,
      `OCT of the macula in ${shown}: ${found} with ${retina}`,
    ]),
    brief: `macular OCT with ${found}`,
    details: [pick(random, ['Central thickness, 412 µm.', 'Horizontal B-scan, 6 mm.', 'Scale bar, 200 µm.'])],
    aspect: pick(random, [1.2, 1.33]),
    draw: (width, height) => drawLayers(random.fork('draw'), width, height, attributes),
  };
}

function drawLayers(
  random: Random,
  width: number,
  height: number,
  { finding, count, coloured, thick }: LayerAttributes,
): Canvas {
  const field = new Field({ width, height });
  const texture = cloudTexture(random);
  const depth = thick ? 0.82 : 0.55;
  const dome = finding === 'subretinal fluid' || finding === 'pigment epithelial detachment' ? 0.28 : 0;
  const pit = finding === 'cysts' || dome ? 0.05 : 0.2;
  field.each((_, x, y) => {
    const centre = bell(x, 0.3);
    const base = 0.38 + 0.08 * x * x;
    const lift = dome * bell(x, 0.36);
    const epithelium = finding === 'pigment epithelial detachment' ? base - lift : base;
    const bottom = epithelium - (finding === 'subretinal fluid' ? lift : 0);
    const top = bottom - depth + pit * centre;
    const tissue = 0.75 + 0.5 * texture.at(x * 260, y * 160);
    let value = 0.05;
    if (y > top && y < bottom) {
      const share = (y - top) / (bottom - top);
      value =
        0.26 +
        0.3 * bell(share - 0.05, 0.06) +
        0.2 * bell(share - 0.42, 0.07) +
        0.16 * bell(share - 0.68, 0.05) -
        0.14 * bell(share - 0.8, 0.07) +
        0.24 * bell(share - 0.95, 0.04);
      if (finding === 'macular hole')
        value *= smoothStep(0.16 + 0.06 * (share - 0.5), 0.2 + 0.06 * (share - 0.5), Math.abs(x));
    }
    value += 0.62 * bell(y - epithelium - 0.03, 0.026);
    if (y > base + 0.05) value += 0.36 * Math.exp(-(y - base - 0.05) * 2.6);
    return value * tissue * 1.2;
  });
  if (finding === 'cysts') {
    for (let i = 0; i < count; i++) {
      const x = (i - (count - 1) / 2) * 0.3;
      field.mix({ x, y: 0.38 - depth * 0.47, radiusX: 0.11, radiusY: depth * 0.2, soft: 0.15 }, 0.015);
    }
  }
  return field.toCanvas(
    random,
    26,
    coloured
      ? (value) => [
          255 * clamp(3 * value - 1),
          255 * clamp(value < 0.5 ? 2.6 * value : 2.4 - 2.2 * value),
          255 * clamp(0.5 + value - 2.4 * value * value),
        ]
      : undefined,
  );
}
