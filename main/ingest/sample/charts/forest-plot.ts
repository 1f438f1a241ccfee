/** Forest plots: number of studies, which side of the line of no effect, colour, pooled diamond. */
import type { Random } from '#app/util/random.ts';
import { Canvas, ink, white } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { between, chance, countWord, pick, type Sketch } from '../sketch.ts';
import { seriesColours, someColours, type SeriesColour } from './axes.ts';

interface ForestAttributes {
  readonly studies: number;
  readonly side: 'left' | 'right' | 'both';
  readonly colour: SeriesColour;
  readonly diamond: boolean;
  readonly striped: boolean;
}

/** The attributes, words and drawing of a forest plot. */
export function forestPlot(random: Random): Sketch {
  const attributes: ForestAttributes = {
    studies: between(random, 4, 10),
    side: pick(random, ['left', 'right', 'both']),
    colour: someColours(random, 1, ['grey'])[0] ?? 'blue',
    diamond: chance(random, 0.6),
    striped: chance(random, 0.4),
  };
  const { studies, side, colour, diamond, striped } = attributes;
  const effect = {
    left: pick(random, [
      'all estimates left of the line (favouring treatment)',
      'odds ratios below 1 on the left',
    ]),
    right: pick(random, [
      'all estimates right of the line (favouring control)',
      'odds ratios above 1 on the right',
    ]),
    both: 'estimates on both sides of the line of no effect',
  }[side];
  const pooled = diamond ? ', with a pooled diamond' : ', without pooling';
  const what = `${countWord(random, studies)} studies with ${colour} squares`;
  const rows = striped ? ' on striped rows' : '';
  return {
    traits: [studies, side, colour, diamond ? 'diamond' : 'none', striped ? 'striped' : 'plain'],
    headline: pick(random, [
      `Forest plot of ${what}${rows}, ${effect}${pooled}`,
      `Meta-analysis of ${what}${rows}: forest plot, ${effect}${pooled}`,
    ]),
    brief: `forest plot of ${what}, ${effect}`,
    details: [
      pick(random, ['Random-effects model, I² = 43%.', 'Heterogeneity: I² = 12%, p = 0.33.']),
      'Horizontal lines, 95% confidence intervals.',
    ],
    aspect: pick(random, [1.1, 1.3]),
    onPaper: true,
    draw: (width, height) => drawForest(random.fork('draw'), width, height, attributes),
  };
}

function drawForest(
  random: Random,
  width: number,
  height: number,
  { studies, side, colour, diamond, striped }: ForestAttributes,
): Canvas {
  const canvas = new Canvas(width, height, white);
  const text = Math.max(5.5, Math.min(width, height) * 0.033);
  const left = width * 0.24;
  const right = width * 0.95;
  const middle = (left + right) / 2;
  const bottom = height - text * 3.4;
  const rows = studies + (diamond ? 1 : 0);
  const rowHeight = (bottom - text) / rows;
  const stroke = Math.max(1.3, text / 5);
  for (let row = 0; row < rows; row++) {
    const top = text + row * rowHeight;
    if (striped && row % 2 === 0) canvas.rect(0, top, width, rowHeight, [231, 236, 243]);
  }
  for (let y = text; y < bottom; y += 5) canvas.line(middle, y, middle, y + 2, stroke, ink);
  const reach = (right - left) / 2;
  for (let row = 0; row < studies; row++) {
    const y = text + (row + 0.5) * rowHeight;
    const sign = side === 'both' ? (row % 2 === 0 ? -1 : 1) : side === 'left' ? -1 : 1;
    const x = middle + sign * reach * random.uniform(0.34, 0.62);
    const spread = reach * random.uniform(0.12, 0.3);
    const box = Math.min(rowHeight * 0.62, text * random.uniform(1.1, 2));
    canvas.line(x - spread, y, x + spread, y, stroke, ink);
    canvas.rect(x - box / 2, y - box / 2, box, box, seriesColours[colour]);
    drawText(canvas, `Study ${row + 1}`, text * 0.6, y - text / 2, { size: text, colour: ink });
  }
  if (diamond) {
    const y = text + (studies + 0.5) * rowHeight;
    const x = middle + reach * { left: -0.48, right: 0.48, both: 0 }[side];
    canvas.polygon(
      [
        [x - reach * 0.17, y],
        [x, y - rowHeight * 0.4],
        [x + reach * 0.17, y],
        [x, y + rowHeight * 0.4],
      ],
      seriesColours[colour],
    );
    drawText(canvas, 'Pooled', text * 0.6, y - text / 2, { size: text, colour: ink, stroke: stroke * 1.1 });
  }
  canvas.line(left, bottom, right, bottom, stroke, ink);
  ['0.1', '0.5', '1', '2', '10'].forEach((label, i) => {
    const x = left + ((right - left) * i) / 4;
    canvas.line(x, bottom, x, bottom + text * 0.6, stroke, ink);
    drawText(canvas, label, x, bottom + text * 1.1, { size: text, colour: ink, align: 'centre' });
  });
  return canvas;
}
