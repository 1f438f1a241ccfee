/** Phylogenetic trees: number of tips, colour of the marked clade and where it is, slanted or square branches. */
import type { Random } from '#app/util/random.ts';
import { Canvas, ink, mixColours, white } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { seriesColours, type SeriesColour, someColours } from '../charts/axes.ts';
import { chance, countWord, pick, type Sketch } from '../sketch.ts';

interface TreeAttributes {
  readonly tips: number;
  readonly colour: SeriesColour;
  readonly clade: 'upper' | 'lower';
  readonly slanted: boolean;
  readonly dots: boolean;
}

/** The attributes, words and drawing of a phylogenetic tree. */
export function phylogeneticTree(random: Random): Sketch {
  const attributes: TreeAttributes = {
    tips: pick(random, [6, 8, 10, 12, 16]),
    colour: someColours(random, 1, ['black', 'grey'])[0] ?? 'red',
    clade: pick(random, ['upper', 'lower']),
    slanted: chance(random, 0.4),
    dots: chance(random, 0.5),
  };
  const { tips, colour, clade, slanted, dots } = attributes;
  const count = tips > 10 ? String(tips) : countWord(random, tips);
  const branches = slanted ? 'slanted' : 'rectangular';
  const marks = dots ? ' and dots at the tips' : '';
  const taxa = pick(random, ['isolates', 'strains', 'species']);
  return {
    traits: [tips, colour, clade, branches, dots ? 'dots' : 'plain'],
    headline: pick(random, [
      `Phylogenetic tree of ${count} ${taxa} with ${branches} branches, the ${clade} clade shaded ${colour}${marks}`,
      `${branches === 'slanted' ? 'Slanted' : 'Rectangular'} phylogenetic tree, ${count} ${taxa}: ${colour} ${clade} clade${marks}`,
    ]),
    brief: `phylogenetic tree of ${count} ${taxa} with a ${colour} ${clade} clade`,
    details: [
      pick(random, [
        'Maximum likelihood, 1,000 bootstrap replicates.',
        'Scale bar, 0.05 substitutions per site.',
        'Neighbour-joining tree.',
      ]),
    ],
    aspect: pick(random, [0.9, 1.1]),
    onPaper: true,
    draw: (width, height) => drawTree(random.fork('draw'), width, height, attributes),
  };
}

function drawTree(
  random: Random,
  width: number,
  height: number,
  { tips, colour, clade, slanted, dots }: TreeAttributes,
): Canvas {
  const canvas = new Canvas(width, height, white);
  const right = width * 0.8;
  const pitch = (height * 0.92) / tips;
  const tipY = (tip: number) => height * 0.04 + (tip + 0.5) * pitch;
  const stroke = Math.max(1.5, Math.min(width, height) / 150);
  const size = Math.min(9, pitch * 0.5);
  const paint = seriesColours[colour];
  const half = tips / 2;
  const marked = (tip: number) => (clade === 'upper' ? tip < half : tip >= half);
  const top = clade === 'upper' ? 0 : half;
  canvas.rect(
    width * 0.2,
    tipY(top) - pitch * 0.5,
    width * 0.78,
    pitch * half,
    mixColours(paint, white, 0.62),
  );
  /** Draws the tips [from, to) and returns the height of their ancestor, which sits at `x`. */
  const branch = (from: number, to: number, x: number): number => {
    const line = to - from <= half && marked(from) ? paint : ink;
    if (to - from === 1) {
      canvas.line(x, tipY(from), right, tipY(from), stroke, line);
      if (dots) canvas.disc(right, tipY(from), stroke * 2.2, line);
      drawText(canvas, `T${from + 1}`, right + size, tipY(from) - size / 2, { size, colour: ink });
      return tipY(from);
    }
    const middle = to - from === tips ? half : from + 1 + random.integer(to - from - 1);
    const next = Math.min(right - 8, x + width * random.uniform(0.09, 0.16));
    const [first, second] = [branch(from, middle, next), branch(middle, to, next)];
    const y = (first + second) / 2;
    if (slanted) {
      canvas.line(x, y, next, first, stroke, line);
      canvas.line(x, y, next, second, stroke, line);
    } else {
      canvas.line(next, first, next, second, stroke, line);
      canvas.line(x, y, next, y, stroke, line);
    }
    return y;
  };
  branch(0, tips, width * 0.04);
  return canvas;
}
