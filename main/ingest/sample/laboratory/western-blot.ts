/** Western blots: lanes, rows of proteins, course of the first row over the lanes, dark on light or the reverse. */
import type { Random } from '#app/util/random.ts';
import { ink, mixColours, type Canvas, type Colour } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { addGrain, cloudyGround } from '../raster/paint.ts';
import { between, capitalise, chance, countWord, pick, type Sketch } from '../sketch.ts';

type Course = 'rising' | 'falling' | 'first' | 'last' | 'middle' | 'even';

interface BlotAttributes {
  readonly lanes: number;
  readonly rows: number;
  readonly course: Course;
  readonly inverted: boolean;
  readonly proteins: readonly string[];
}

const proteins = [
  'p-AKT',
  'AKT',
  'p53',
  'p21',
  'LC3-II',
  'p62',
  'cMyc',
  'PARP',
  'STAT3',
  'p-ERK',
  'HIF-1',
  'NRF2',
  'CDK4',
  'BAX',
  'BCL2',
];

/** The attributes, words and drawing of a Western blot. */
export function westernBlot(random: Random): Sketch {
  const rows = between(random, 2, 4);
  const chosen = random.shuffle([...proteins]).slice(0, rows - 1);
  const attributes: BlotAttributes = {
    lanes: between(random, 3, 8),
    rows,
    course: pick<Course>(random, ['rising', 'falling', 'first', 'last', 'middle', 'even']),
    inverted: chance(random, 0.3),
    proteins: [...chosen, pick(random, ['Actin', 'GAPDH'])],
  };
  const { lanes, course, inverted } = attributes;
  const target = chosen[0] ?? 'p53';
  const loading = attributes.proteins[rows - 1] === 'Actin' ? 'β-actin' : 'GAPDH';
  const polarity = inverted ? 'white bands on a black background' : 'dark bands on a light background';
  const laneWords = `${countWord(random, lanes)} lanes`;
  const rowWords = `${countWord(random, rows)} rows of bands`;
  const trend = {
    rising: `${target} increasing from left to right`,
    falling: `${target} decreasing from left to right`,
    first: `${target} present only in the first lanes`,
    last: `${target} present only in the last lanes`,
    middle: `${target} strongest in the middle lanes`,
    even: `equal ${target} in all lanes`,
  }[course];
  return {
    traits: [lanes, rows, course, inverted ? 'inverted' : 'plain'],
    headline: pick(random, [
      `Western blot with ${laneWords} and ${rowWords} (${polarity}), ${trend}`,
      `Immunoblot, ${polarity}: ${laneWords}, ${rowWords}, ${trend}`,
      `${capitalise(trend)}, by Western blot of ${laneWords} and ${rowWords} (${polarity})`,
    ]),
    brief: `Western blot of ${laneWords} with ${trend}`,
    details: [
      `${loading} (${loading === 'GAPDH' ? 37 : 42} kDa) served as the loading control.`,
      pick(random, [
        'Representative of three experiments.',
        'Lysates: 20 µg protein per lane.',
        'Molecular weights in kDa.',
      ]),
    ],
    aspect: pick(random, [1.15, 1.33, 1.45]),
    draw: (width, height) => drawBlot(random.fork('draw'), width, height, attributes),
  };
}

function strength(course: Course, place: number): number {
  switch (course) {
    case 'rising':
      return 0.06 + 0.94 * place;
    case 'falling':
      return 1 - 0.94 * place;
    case 'first':
      return place < 0.45 ? 0.95 : 0.03;
    case 'last':
      return place > 0.55 ? 0.95 : 0.03;
    case 'middle':
      return Math.max(0.05, 1 - 2.1 * Math.abs(place - 0.5));
    case 'even':
      return 0.85;
  }
}

function drawBlot(random: Random, width: number, height: number, attributes: BlotAttributes): Canvas {
  const { lanes, rows, course, inverted } = attributes;
  const [ground, band]: readonly [Colour, Colour] = inverted
    ? [
        [26, 26, 28],
        [246, 246, 248],
      ]
    : [
        [226, 227, 229],
        [22, 22, 26],
      ];
  const canvas = cloudyGround(
    random,
    { width, height },
    mixColours(ground, band, 0.05),
    mixColours(ground, band, 0.01),
    0.4,
  );
  const text = Math.max(6, Math.min(width, height) * 0.036);
  const left = text * 6.5;
  const top = text * 2.2;
  const laneWidth = (width - left - text) / lanes;
  const rowHeight = (height - top) / rows;
  canvas.rect(0, 0, left - text * 0.5, height, [255, 255, 255]);
  canvas.rect(0, 0, width, top, [255, 255, 255]);
  for (let row = 0; row < rows; row++) {
    const y = top + (row + 0.5) * rowHeight;
    drawText(canvas, attributes.proteins[row] ?? '', left - text, y - text / 2, {
      size: text,
      colour: ink,
      align: 'right',
    });
    for (let lane = 0; lane < lanes; lane++) {
      const place = lanes === 1 ? 0.5 : lane / (lanes - 1);
      const amount =
        row === 0 ? strength(course, place) : row === rows - 1 ? 0.9 : 0.35 + 0.4 * random.next();
      drawBand(
        canvas,
        random,
        left + (lane + 0.5) * laneWidth,
        y,
        laneWidth * 0.4,
        Math.min(rowHeight * 0.17, laneWidth * 0.17),
        amount,
        band,
      );
    }
    if (row > 0) canvas.rect(0, top + row * rowHeight - 1.5, width, 3, [255, 255, 255]);
  }
  for (let lane = 0; lane < lanes; lane++) {
    drawText(canvas, String(lane + 1), left + (lane + 0.5) * laneWidth, text * 0.6, {
      size: text,
      colour: ink,
      align: 'centre',
    });
  }
  addGrain(canvas, random, 5);
  return canvas;
}

/** One band: a flat oval that sags a little and grows with its amount. */
function drawBand(
  canvas: Canvas,
  random: Random,
  x: number,
  y: number,
  halfWidth: number,
  halfHeight: number,
  amount: number,
  colour: Colour,
): void {
  if (amount < 0.02) return;
  const tilt = random.uniform(-0.04, 0.04);
  const high = halfHeight * (0.45 + 0.6 * amount);
  const wide = halfWidth * (0.86 + 0.14 * amount);
  for (const [share, sag] of [
    [-0.45, -0.12],
    [0.45, -0.12],
    [0, 0.1],
  ] as const) {
    canvas.ellipse(
      x + share * wide,
      y + sag * high,
      wide * 0.56,
      high,
      tilt,
      colour,
      amount * 0.72,
      Math.max(2, high * 0.7),
    );
  }
}
