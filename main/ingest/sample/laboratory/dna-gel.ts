/** Agarose gels: bright bands on black, number of lanes, ladder side, which lanes hold a product and its size. */
import type { Random } from '#app/util/random.ts';
import type { Canvas, Colour } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { addGrain, cloudyGround } from '../raster/paint.ts';
import { between, chance, countWord, pick, type Sketch } from '../sketch.ts';

interface GelAttributes {
  readonly lanes: number;
  readonly ladder: 'left' | 'right' | 'both sides';
  readonly product: 'high' | 'middle' | 'low' | 'two bands' | 'smear';
  readonly empty: 'none' | 'first' | 'last' | 'alternate';
  readonly inverted: boolean;
}

/** The attributes, words and drawing of an agarose gel. */
export function dnaGel(random: Random): Sketch {
  const attributes: GelAttributes = {
    lanes: between(random, 3, 9),
    ladder: pick(random, ['left', 'right', 'both sides']),
    product: pick(random, ['high', 'middle', 'low', 'two bands', 'smear']),
    empty: pick(random, ['none', 'first', 'last', 'alternate']),
    inverted: chance(random, 0.25),
  };
  const { lanes, ladder, product, empty, inverted } = attributes;
  const size = {
    high: 'one band high in the gel (2,000 bp)',
    middle: 'one band in the middle (500 bp)',
    low: 'one band near the bottom (100 bp)',
    'two bands': 'two bands per lane (1,500 and 200 bp)',
    smear: 'a smear of fragments',
  }[product];
  const missing = {
    none: 'in all lanes',
    first: 'absent from the first half of the lanes',
    last: 'absent from the last half of the lanes',
    alternate: 'in every other lane',
  }[empty];
  const polarity = inverted ? 'inverted, dark bands on white' : 'bright bands on black';
  const count = countWord(random, lanes);
  const marker = ladder === 'both sides' ? 'ladders on both sides' : `ladder on the ${ladder}`;
  return {
    traits: [lanes, ladder, product, empty, inverted ? 'inverted' : 'plain'],
    headline: pick(random, [
      `Agarose gel electrophoresis (${polarity}) of ${count} samples, ${marker}: ${size} ${missing}`,
      `PCR products on an agarose gel, ${count} sample lanes, ${marker}, ${polarity}; ${size} ${missing}`,
    ]),
    brief: `agarose gel of ${count} samples with ${size} ${missing}`,
    details: [
      pick(random, ['M, 100 bp marker.', 'Agarose 1.5%, 90 V, 45 min.', 'NTC, no-template control.']),
    ],
    aspect: pick(random, [1, 1.2]),
    draw: (width, height) => drawGel(random.fork('draw'), width, height, attributes),
  };
}

function drawGel(
  random: Random,
  width: number,
  height: number,
  { lanes, ladder, product, empty, inverted }: GelAttributes,
): Canvas {
  const ground: readonly [Colour, Colour] = inverted
    ? [
        [236, 236, 238],
        [214, 214, 218],
      ]
    : [
        [20, 20, 22],
        [40, 40, 44],
      ];
  const glow: Colour = inverted ? [24, 24, 28] : [252, 252, 255];
  const canvas = cloudyGround(random, { width, height }, ground[0], ground[1], 0.4);
  const columns = lanes + (ladder === 'both sides' ? 2 : 1);
  const pitch = width / columns;
  const text = Math.max(6, Math.min(pitch * 0.32, height * 0.04));
  const band = (column: number, y: number, strength: number) => {
    const x = (column + 0.5) * pitch;
    canvas.ellipse(x, y * height, pitch * 0.36, height * 0.02, 0, glow, strength * 0.45, height * 0.022);
    canvas.rect(
      x - pitch * 0.33,
      y * height - height * 0.008,
      pitch * 0.66,
      height * 0.016,
      glow,
      strength * 0.85,
    );
  };
  for (let column = 0; column < columns; column++) {
    const isLadder = (column === 0 && ladder !== 'right') || (column === columns - 1 && ladder !== 'left');
    const x = (column + 0.5) * pitch;
    canvas.rect(
      x - pitch * 0.33,
      height * 0.085,
      pitch * 0.66,
      height * 0.018,
      inverted ? [190, 190, 194] : [6, 6, 8],
    );
    const sample = column - (ladder === 'right' ? 0 : 1);
    drawText(canvas, isLadder ? 'M' : String(sample + 1), x, height * 0.02, {
      size: text,
      colour: glow,
      align: 'centre',
    });
    if (isLadder) {
      [0.17, 0.22, 0.28, 0.35, 0.43, 0.52, 0.62, 0.73, 0.84, 0.93].forEach((y, i) =>
        band(column, y, i === 4 ? 1 : 0.6),
      );
      continue;
    }
    const half = lanes / 2;
    const absent =
      (empty === 'first' && sample < Math.floor(half)) ||
      (empty === 'last' && sample >= Math.ceil(half)) ||
      (empty === 'alternate' && sample % 2 === 1);
    if (absent) continue;
    const strength = random.uniform(0.85, 1);
    if (product === 'smear') {
      for (let step = 0; step < 40; step++)
        canvas.rect(
          x - pitch * 0.3,
          height * (0.16 + step * 0.018),
          pitch * 0.6,
          height * 0.02,
          glow,
          0.5 * Math.sin((step / 40) * Math.PI) + random.uniform(0, 0.05),
        );
    } else {
      for (const y of { high: [0.24], middle: [0.52], low: [0.84], 'two bands': [0.3, 0.74] }[product])
        band(column, y + random.uniform(-0.006, 0.006), strength);
    }
  }
  addGrain(canvas, random, 8);
  return canvas;
}
