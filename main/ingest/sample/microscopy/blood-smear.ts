/** Blood films: kind and number of white cells, shape of the red cells, parasites, colour of the stain. */
import type { Random } from '#app/util/random.ts';
import { black, type Canvas, type Colour, mixColours } from '../raster/canvas.ts';
import { between, chance, counted, pick, type Sketch } from '../sketch.ts';
import { addGrain, addScaleBar, cloudyGround } from '../raster/paint.ts';
import { blob, placesApart } from '../raster/shapes.ts';

interface SmearAttributes {
  readonly white: 'lymphocyte' | 'neutrophil' | 'blast cell' | 'eosinophil';
  readonly count: number;
  readonly red: 'round' | 'sickle-shaped' | 'pale' | 'parasitised';
  readonly ground: 'pink' | 'yellow' | 'grey';
}

const grounds: Readonly<Record<SmearAttributes['ground'], Colour>> = {
  pink: [250, 234, 238],
  yellow: [250, 246, 224],
  grey: [232, 234, 238],
};

const cytoplasm = {
  lymphocyte: [176, 190, 234],
  neutrophil: [236, 212, 226],
  'blast cell': [150, 160, 226],
  eosinophil: [244, 178, 130],
} as const satisfies Record<string, Colour>;

/** The attributes, words and drawing of a blood film. */
export function bloodSmear(random: Random): Sketch {
  const attributes: SmearAttributes = {
    white: pick(random, ['lymphocyte', 'neutrophil', 'blast cell', 'eosinophil']),
    count: between(random, 0, 5),
    red: pick(random, ['round', 'sickle-shaped', 'pale', 'parasitised']),
    ground: pick(random, ['pink', 'yellow', 'grey']),
  };
  const { white, count, red, ground } = attributes;
  const names = {
    lymphocyte: 'purple lymphocyte',
    neutrophil: 'segmented neutrophil',
    'blast cell': 'large blast cell',
    eosinophil: 'orange-granular eosinophil',
  };
  const whites = count === 0 ? 'no white cells' : counted(random, count, names[white]);
  const reds = {
    round: 'round red blood cells',
    'sickle-shaped': 'sickle-shaped red cells',
    pale: 'pale, hypochromic red cells',
    parasitised: 'red cells with purple ring-form parasites',
  }[red];
  const stain = pick(random, ['Giemsa', 'Wright–Giemsa', 'May–Grünwald–Giemsa']);
  return {
    traits: [count === 0 ? 'none' : white, count, red, ground],
    headline: pick(random, [
      `Peripheral blood smear (${stain}, ${ground} background) with ${whites} among ${reds}`,
      `Blood film showing ${whites} and ${reds}; ${stain} stain on a ${ground} background`,
    ]),
    brief: `blood smear with ${whites} among ${reds}`,
    details: [
      pick(random, [
        'Original magnification ×1,000, oil immersion.',
        'Scale bar, 10 µm.',
        'White cell count, 14.2 × 10⁹/l.',
      ]),
    ],
    aspect: pick(random, [1, 1.2, 1.33]),
    draw: (width, height) => drawSmear(random.fork('draw'), width, height, attributes),
  };
}

function drawSmear(
  random: Random,
  width: number,
  height: number,
  { white, count, red, ground }: SmearAttributes,
): Canvas {
  const unit = Math.min(width, height) / 2;
  const paper = grounds[ground];
  const canvas = cloudyGround(
    random,
    { width, height },
    paper,
    mixColours(paper, [170, 150, 170], 0.12),
    50 / unit,
  );
  const rim: Colour = red === 'pale' ? [238, 190, 190] : [216, 130, 128];
  const whiteRadius = unit * (white === 'blast cell' ? 0.3 : 0.24);
  const whites =
    count === 1
      ? [[width / 2, height / 2] as const]
      : placesApart(random, count, width, height, whiteRadius * 2.1, whiteRadius * 1.05);
  for (const [x, y] of placesApart(random, 190, width, height, unit * 0.25)) {
    if (whites.some(([wx, wy]) => (wx - x) ** 2 + (wy - y) ** 2 < (whiteRadius + unit * 0.11) ** 2)) continue;
    drawRed(canvas, random, x, y, unit * 0.115, red, rim);
  }
  for (const [x, y] of whites) drawWhite(canvas, random, x, y, whiteRadius, white);
  addScaleBar(canvas, black);
  addGrain(canvas, random, 6);
  return canvas;
}

function drawRed(
  canvas: Canvas,
  random: Random,
  x: number,
  y: number,
  radius: number,
  kind: SmearAttributes['red'],
  rim: Colour,
): void {
  const angle = random.uniform(0, Math.PI);
  if (kind === 'sickle-shaped' && chance(random, 0.7)) {
    const bow = Array.from({ length: 13 }, (_, i): [number, number] => {
      const turn = (i / 12 - 0.5) * 2.6;
      const [across, along] = [Math.cos(turn) * radius * 1.1 - radius * 0.6, Math.sin(turn) * radius * 1.5];
      return [
        x + across * Math.cos(angle * 2) - along * Math.sin(angle * 2),
        y + across * Math.sin(angle * 2) + along * Math.cos(angle * 2),
      ];
    });
    bow.forEach(([px, py], i) =>
      canvas.disc(px, py, radius * (0.12 + 0.3 * Math.sin((i / 12) * Math.PI)), rim, 1),
    );
    return;
  }
  const size = radius * random.uniform(0.9, 1.08);
  canvas.ellipse(x, y, size, size * 0.94, angle, rim, 0.95, 1.4);
  canvas.ellipse(
    x,
    y,
    size * (kind === 'pale' ? 0.78 : 0.5),
    size * (kind === 'pale' ? 0.74 : 0.47),
    angle,
    mixColours(rim, [255, 250, 250], kind === 'pale' ? 0.75 : 0.5),
    0.9,
    size * 0.35,
  );
  if (kind === 'parasitised' && chance(random, 0.6)) {
    canvas.disc(x + size * 0.2, y - size * 0.1, size * 0.4, [98, 40, 140]);
    canvas.disc(x + size * 0.2, y - size * 0.1, size * 0.23, mixColours(rim, [255, 250, 250], 0.4));
    canvas.disc(x + size * 0.45, y - size * 0.35, size * 0.16, [70, 20, 110]);
  }
}

function drawWhite(
  canvas: Canvas,
  random: Random,
  x: number,
  y: number,
  radius: number,
  kind: SmearAttributes['white'],
): void {
  const body = cytoplasm[kind];
  const nucleus: Colour = [92, 44, 140];
  canvas.polygon(blob(random, x, y, radius, radius * 0.96, 0.06), body);
  if (kind === 'lymphocyte' || kind === 'blast cell') {
    canvas.polygon(
      blob(
        random,
        x - radius * 0.06,
        y + radius * 0.04,
        radius * (kind === 'blast cell' ? 0.82 : 0.68),
        radius * (kind === 'blast cell' ? 0.78 : 0.66),
        0.1,
      ),
      nucleus,
    );
    for (let i = 0; i < (kind === 'blast cell' ? 2 : 0); i++)
      canvas.disc(
        x + radius * (i ? 0.25 : -0.3),
        y + radius * (i ? 0.1 : -0.15),
        radius * 0.14,
        [168, 130, 206],
      );
  } else {
    if (kind === 'eosinophil') {
      for (const [dx, dy] of placesApart(random, 60, radius * 2, radius * 2, radius * 0.17)) {
        if ((dx - radius) ** 2 + (dy - radius) ** 2 < (radius * 0.86) ** 2)
          canvas.disc(x + dx - radius, y + dy - radius, radius * 0.08, [224, 84, 40]);
      }
    }
    const lobes = kind === 'eosinophil' ? 2 : 4;
    for (let i = 0; i < lobes; i++) {
      const turn = (i / lobes) * 4.4 + 0.6;
      canvas.disc(
        x + Math.cos(turn) * radius * 0.45,
        y + Math.sin(turn) * radius * 0.42,
        radius * (lobes === 2 ? 0.36 : 0.28),
        nucleus,
      );
    }
  }
  canvas.ellipse(
    x - radius * 0.25,
    y - radius * 0.3,
    radius * 0.4,
    radius * 0.3,
    0.6,
    [255, 255, 255],
    0.14,
    radius * 0.3,
  );
}
