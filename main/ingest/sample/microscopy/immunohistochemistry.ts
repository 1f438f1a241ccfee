/** Immunohistochemistry: colour of the chromogen, share and place of positive cells, which half is positive. */
import type { Random } from '#app/util/random.ts';
import { black, type Canvas, type Colour } from '../raster/canvas.ts';
import { chance, pick, type Sketch } from '../sketch.ts';
import { addGrain, addScaleBar, cloudyGround } from '../raster/paint.ts';
import { placesApart } from '../raster/shapes.ts';

const chromogens = {
  brown: [112, 58, 22],
  red: [196, 34, 48],
  magenta: [190, 24, 140],
} as const satisfies Record<string, Colour>;

interface StainAttributes {
  readonly chromogen: keyof typeof chromogens;
  readonly share: 'few' | 'half' | 'most';
  readonly place: 'nuclear' | 'membranous' | 'cytoplasmic';
  readonly half: 'left' | 'right' | 'upper' | 'lower' | 'everywhere';
  readonly large: boolean;
}

/** The attributes, words and drawing of an immunostained section. */
export function immunohistochemistry(random: Random): Sketch {
  const attributes: StainAttributes = {
    chromogen: pick(random, ['brown', 'brown', 'red', 'magenta']),
    share: pick(random, ['few', 'half', 'most']),
    place: pick(random, ['nuclear', 'membranous', 'cytoplasmic']),
    half: pick(random, ['left', 'right', 'upper', 'lower', 'everywhere', 'everywhere']),
    large: chance(random, 0.4),
  };
  const { chromogen, share, place, half, large } = attributes;
  const marker = pick(
    random,
    {
      nuclear: ['Ki-67', 'p53', 'ER'],
      membranous: ['HER2', 'CD20', 'E-cadherin'],
      cytoplasmic: ['CK7', 'S100', 'BCL2'],
    }[place],
  );
  const amount = {
    few: 'few positive cells (10%)',
    half: 'about half of the cells positive (50%)',
    most: 'almost all cells positive (90%)',
  }[share];
  const where = half === 'everywhere' ? '' : `, confined to the ${half} half`;
  const size = large ? 'large' : 'small';
  return {
    traits: [chromogen, share, place, half, size],
    headline: pick(random, [
      `Immunohistochemistry for ${marker}: ${chromogen} ${place} staining of ${size} cells, ${amount}${where}`,
      `${marker} immunostaining (${chromogen}, ${place}) with ${amount}${where}; ${size} cells, blue counterstain`,
    ]),
    brief: `${chromogen} ${place} ${marker} immunostaining, ${amount}${where}`,
    details: [
      pick(random, ['Scale bar, 50 µm.', 'Haematoxylin counterstain, ×400.', 'Original magnification ×200.']),
    ],
    aspect: pick(random, [1, 1.2, 1.33]),
    draw: (width, height) => drawStain(random.fork('draw'), width, height, attributes),
  };
}

function drawStain(
  random: Random,
  width: number,
  height: number,
  { chromogen, share, place, half, large }: StainAttributes,
): Canvas {
  const unit = Math.min(width, height) / 2;
  const canvas = cloudyGround(random, { width, height }, [240, 238, 243], [205, 208, 222], 150 / unit, 1.6);
  const paint = chromogens[chromogen];
  const radius = unit * (large ? 0.1 : 0.058);
  const limit = { few: 0.14, half: 0.5, most: 0.92 }[share];
  for (const [x, y] of placesApart(random, large ? 320 : 900, width, height, radius * 2.05)) {
    const inside =
      half === 'everywhere' ||
      (half === 'left' && x < width / 2) ||
      (half === 'right' && x > width / 2) ||
      (half === 'upper' && y < height / 2) ||
      (half === 'lower' && y > height / 2);
    const positive = inside && random.next() < limit;
    const angle = random.uniform(0, Math.PI);
    const size = radius * random.uniform(0.85, 1.1);
    if (positive && place !== 'nuclear') {
      canvas.ellipse(x, y, size * 1.3, size * 1.18, angle, paint, place === 'membranous' ? 0.92 : 0.72, 1.6);
      if (place === 'membranous')
        canvas.ellipse(x, y, size * 0.98, size * 0.86, angle, [228, 218, 222], 0.95, 1.6);
    }
    const nucleus: Colour = positive && place === 'nuclear' ? paint : [112, 130, 186];
    canvas.ellipse(x, y, size * 0.78, size * 0.66, angle, nucleus, 0.92, 1.5);
    canvas.ellipse(
      x - size * 0.15,
      y - size * 0.15,
      size * 0.38,
      size * 0.3,
      angle,
      [255, 255, 255],
      0.16,
      2,
    );
  }
  addScaleBar(canvas, black);
  addGrain(canvas, random, 7);
  return canvas;
}
