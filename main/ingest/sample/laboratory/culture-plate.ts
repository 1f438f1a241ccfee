/** Culture plates: colour of the agar and of the colonies, how many, antibiotic discs and their halos. */
import type { Random } from '#app/util/random.ts';
import { type Canvas, type Colour, mixColours } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { addGrain, cloudyGround } from '../raster/paint.ts';
import { placesApart } from '../raster/shapes.ts';
import { capitalise, countWord, pick, type Sketch } from '../sketch.ts';

const agars = {
  'blood agar (red)': [150, 30, 34],
  'MacConkey agar (pink)': [222, 130, 150],
  'nutrient agar (beige)': [226, 208, 164],
  'chocolate agar (brown)': [112, 70, 44],
  'green agar': [120, 170, 120],
} as const satisfies Record<string, Colour>;

const colonies = {
  white: [246, 244, 238],
  yellow: [244, 206, 70],
  blue: [60, 104, 200],
  'dark red': [124, 14, 34],
} as const satisfies Record<string, Colour>;

interface PlateAttributes {
  readonly agar: keyof typeof agars;
  readonly growth: 'few colonies' | 'many colonies' | 'lawn' | 'none';
  readonly colony: keyof typeof colonies;
  readonly discs: number;
  readonly halo: 'wide' | 'narrow';
}

/** The attributes, words and drawing of a culture plate. */
export function culturePlate(random: Random): Sketch {
  const growth = pick(random, ['few colonies', 'many colonies', 'lawn', 'lawn', 'none'] as const);
  const attributes: PlateAttributes = {
    agar: pick(random, [
      'blood agar (red)',
      'MacConkey agar (pink)',
      'nutrient agar (beige)',
      'chocolate agar (brown)',
      'green agar',
    ]),
    growth,
    colony: pick(random, ['white', 'yellow', 'blue', 'dark red']),
    discs: growth === 'lawn' ? pick(random, [1, 3, 4, 6]) : 0,
    halo: pick(random, ['wide', 'narrow']),
  };
  const { agar, colony, discs, halo } = attributes;
  const grown = {
    'few colonies': `few large ${colony} colonies`,
    'many colonies': `many small ${colony} colonies`,
    lawn: `a ${colony} bacterial lawn with ${countWord(random, discs)} antibiotic ${discs === 1 ? 'disc' : 'discs'} and ${halo} inhibition zones`,
    none: 'no growth',
  }[growth];
  const traits = growth === 'none' ? [] : growth === 'lawn' ? [colony, discs, halo] : [colony];
  return {
    traits: [agar, growth, ...traits],
    headline: pick(random, [
      `Culture plate, ${agar}, with ${grown} after 24 h`,
      `${capitalise(grown)} on ${agar} in a Petri dish`,
      `Petri dish of ${agar} showing ${grown}`,
    ]),
    brief: `${agar} plate with ${grown}`,
    details: [
      pick(random, ['Incubated at 37 °C for 24 h.', 'Plate diameter, 90 mm.', 'Serial dilution, 10⁻⁵.']),
    ],
    aspect: pick(random, [1, 1.08]),
    draw: (width, height) => drawPlate(random.fork('draw'), width, height, attributes),
  };
}

function drawPlate(
  random: Random,
  width: number,
  height: number,
  { agar, growth, colony, discs, halo }: PlateAttributes,
): Canvas {
  const unit = Math.min(width, height) / 2;
  const canvas = cloudyGround(random, { width, height }, [52, 54, 60], [38, 40, 46], 60 / unit);
  const [x, y] = [width / 2, height / 2];
  const ground = agars[agar];
  const paint = colonies[colony];
  canvas.disc(x + unit * 0.03, y + unit * 0.05, unit * 0.94, [12, 12, 14], 0.6);
  canvas.disc(x, y, unit * 0.94, [206, 210, 216]);
  canvas.disc(x, y, unit * 0.91, mixColours(ground, [255, 255, 255], 0.35));
  canvas.disc(x, y, unit * 0.87, ground);
  canvas.ellipse(
    x - unit * 0.25,
    y - unit * 0.3,
    unit * 0.5,
    unit * 0.42,
    0.6,
    [255, 255, 255],
    0.1,
    unit * 0.4,
  );
  if (growth === 'lawn') {
    canvas.ellipse(x, y, unit * 0.85, unit * 0.85, 0, paint, 0.72, unit * 0.06);
    const reach = unit * (halo === 'wide' ? 0.26 : 0.15) * (discs === 6 ? 0.85 : 1);
    for (let i = 0; i < discs; i++) {
      const turn = (i / discs) * 6.283 + 0.5;
      const away = discs === 1 ? 0 : discs === 6 ? unit * 0.55 : unit * 0.45;
      const [px, py] = [x + Math.cos(turn) * away, y + Math.sin(turn) * away];
      canvas.ellipse(px, py, reach, reach, 0, mixColours(ground, [0, 0, 0], 0.12), 0.96, 3);
      canvas.disc(px, py, unit * 0.075, [250, 250, 248]);
      drawText(canvas, String(i + 1), px, py - unit * 0.035, {
        size: unit * 0.07,
        colour: [30, 30, 34],
        align: 'centre',
      });
    }
  } else if (growth !== 'none') {
    const few = growth === 'few colonies';
    for (const [px, py] of placesApart(
      random,
      few ? 16 : 170,
      unit * 1.7,
      unit * 1.7,
      unit * (few ? 0.2 : 0.075),
    )) {
      const [dx, dy] = [px - unit * 0.85, py - unit * 0.85];
      if (dx * dx + dy * dy > (unit * 0.78) ** 2) continue;
      const radius = unit * (few ? random.uniform(0.07, 0.095) : random.uniform(0.024, 0.036));
      canvas.disc(x + dx + radius * 0.15, y + dy + radius * 0.25, radius * 1.08, [0, 0, 0], 0.28);
      canvas.disc(x + dx, y + dy, radius, paint);
      canvas.ellipse(
        x + dx - radius * 0.3,
        y + dy - radius * 0.3,
        radius * 0.35,
        radius * 0.3,
        0,
        [255, 255, 255],
        0.55,
        2,
      );
    }
  }
  addGrain(canvas, random, 5);
  return canvas;
}
