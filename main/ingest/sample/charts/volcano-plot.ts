/** Volcano plots: colours of up- and downregulated genes, which side holds more, thresholds. */
import type { Random } from '#app/util/random.ts';
import { type Canvas, ink } from '../raster/canvas.ts';
import { chance, pick, type Sketch } from '../sketch.ts';
import { plotWithAxes, seriesColours, type SeriesColour } from './axes.ts';

interface VolcanoAttributes {
  readonly up: SeriesColour;
  readonly down: SeriesColour;
  readonly balance: 'up' | 'down' | 'even';
  readonly lines: boolean;
}

/** The attributes, words and drawing of a volcano plot. */
export function volcanoPlot(random: Random): Sketch {
  const [up, down] = pick(random, [
    ['red', 'blue'],
    ['orange', 'green'],
    ['purple', 'teal'],
    ['green', 'red'],
  ] as const);
  const attributes: VolcanoAttributes = {
    up,
    down,
    balance: pick(random, ['up', 'down', 'even']),
    lines: chance(random, 0.5),
  };
  const { balance, lines } = attributes;
  const more = {
    up: `mostly upregulated genes (${up}) on the right`,
    down: `mostly downregulated genes (${down}) on the left`,
    even: `equal numbers of upregulated (${up}) and downregulated (${down}) genes`,
  }[balance];
  const other =
    balance === 'even' ? '' : balance === 'up' ? `, few ${down} downregulated` : `, few ${up} upregulated`;
  return {
    traits: [up, down, balance, lines ? 'lines' : 'plain'],
    headline: pick(random, [
      `Volcano plot with ${more}${other}${lines ? ' and dashed thresholds' : ''}`,
      `Differential expression (volcano plot): ${more}${other}${lines ? ', thresholds dashed' : ''}`,
    ]),
    brief: `volcano plot with ${more}`,
    details: [pick(random, ['Grey, not significant.', 'Adjusted p < 0.05, |log2 fold change| > 1.'])],
    aspect: pick(random, [1, 1.15]),
    onPaper: true,
    draw: (width, height) => drawVolcano(random.fork('draw'), width, height, attributes),
  };
}

function drawVolcano(
  random: Random,
  width: number,
  height: number,
  { up, down, balance, lines }: VolcanoAttributes,
): Canvas {
  const plot = plotWithAxes(width, height, {
    across: 'log2 fold change',
    up: '-log10 p',
    acrossTicks: ['-4', '-2', '0', '2', '4'],
    upTicks: ['0', '5', '10', '15'],
  });
  const { canvas, stroke } = plot;
  for (let i = 0; i < 420; i++) {
    const side = random.next() < { up: 0.82, down: 0.18, even: 0.5 }[balance] ? 1 : -1;
    const fold = Math.abs(random.normal()) * 0.16 * side;
    const height01 = Math.min(0.97, Math.abs(fold) * random.uniform(0.6, 2.6) + random.next() ** 3 * 0.2);
    const hit = Math.abs(fold) > 0.13 && height01 > 0.2;
    const colour = hit ? seriesColours[side > 0 ? up : down] : seriesColours.grey;
    canvas.disc(
      plot.x(0.5 + Math.max(-0.48, Math.min(0.48, fold * 1.1))),
      plot.y(height01),
      stroke * (hit ? 1.9 : 1.1),
      colour,
      hit ? 0.95 : 0.7,
    );
  }
  if (lines) {
    for (let i = 0; i < 30; i += 2) {
      for (const x of [0.36, 0.64])
        canvas.line(plot.x(x), plot.y(i / 30), plot.x(x), plot.y((i + 1) / 30), stroke * 0.7, ink);
      canvas.line(plot.x(i / 30), plot.y(0.2), plot.x((i + 1) / 30), plot.y(0.2), stroke * 0.7, ink);
    }
  }
  return canvas;
}
