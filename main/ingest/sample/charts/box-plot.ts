/** Box plots: groups, order of their medians, colour, points over the boxes, outliers. */
import type { Random } from '#app/util/random.ts';
import { type Canvas, ink, mixColours, white } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { between, capitalise, chance, countWord, pick, type Sketch } from '../sketch.ts';
import { plotWithAxes, seriesColours, someColours, type SeriesColour } from './axes.ts';

interface BoxAttributes {
  readonly groups: number;
  readonly trend: 'rising' | 'falling' | 'first' | 'last';
  readonly colour: SeriesColour;
  readonly dots: boolean;
  readonly violin: boolean;
  readonly label: string;
}

/** The attributes, words and drawing of a box or violin plot. */
export function boxPlot(random: Random): Sketch {
  const [measure, label] = pick(random, [
    ['lesion size', 'Size (mm)'],
    ['quality-of-life score', 'Score'],
    ['T-cell density', 'Cells/mm'],
    ['ejection fraction', 'EF (%)'],
    ['expression score', 'log2 TPM'],
  ] as const);
  const attributes: BoxAttributes = {
    groups: between(random, 3, 6),
    trend: pick(random, ['rising', 'falling', 'first', 'last']),
    colour: someColours(random, 1, ['black'])[0] ?? 'blue',
    dots: chance(random, 0.45),
    violin: chance(random, 0.4),
    label,
  };
  const { groups, trend, colour, dots, violin } = attributes;
  const kind = violin ? 'violins' : 'boxes';
  const chart = violin
    ? pick(random, ['Violin plot', 'Violin plots'])
    : pick(random, ['Box plot', 'Box-and-whisker plot']);
  const order = {
    rising: 'with rising medians',
    falling: 'with falling medians',
    first: 'with the first group highest',
    last: 'with the last group highest',
  }[trend];
  const points = dots ? ' and individual data points' : '';
  const what = `${countWord(random, groups)} ${colour} ${kind}`;
  return {
    traits: [groups, trend, colour, dots ? 'dots' : 'plain', kind],
    headline: pick(random, [
      `${chart} of ${measure}: ${what} ${order}${points}`,
      `${capitalise(measure)} in ${countWord(random, groups)} groups as ${colour} ${kind} ${order}${points}`,
    ]),
    brief: `${chart.toLowerCase()} of ${measure}, ${what} ${order}`,
    details: [
      violin ? 'White dots mark the medians.' : 'Boxes, median and interquartile range; whiskers, 1.5 × IQR.',
      pick(random, ['Kruskal–Wallis test, p < 0.001.', 'Mann–Whitney U test, p = 0.007.']),
    ],
    aspect: pick(random, [0.95, 1.1, 1.25]),
    onPaper: true,
    draw: (width, height) => drawBoxes(random.fork('draw'), width, height, attributes),
  };
}

function median({ trend, groups }: BoxAttributes, index: number): number {
  const place = index / (groups - 1);
  if (trend === 'rising') return 0.22 + 0.52 * place;
  if (trend === 'falling') return 0.74 - 0.52 * place;
  return index === (trend === 'first' ? 0 : groups - 1) ? 0.74 : 0.28;
}

function drawBoxes(random: Random, width: number, height: number, attributes: BoxAttributes): Canvas {
  const { groups, colour, dots, violin, label } = attributes;
  const plot = plotWithAxes(width, height, {
    across: 'Group',
    up: label,
    upTicks: ['0', '2', '4', '6', '8', '10'],
  });
  const { canvas, stroke, text } = plot;
  const paint = seriesColours[colour];
  for (let i = 0; i < groups; i++) {
    const middle = median(attributes, i) + random.uniform(-0.02, 0.02);
    const x = plot.x((i + 0.5) / groups);
    const half = Math.min((plot.right - plot.left) / groups, (plot.right - plot.left) * 0.24) * 0.32;
    const spread = random.uniform(0.07, 0.1);
    if (violin) {
      const outline = Array.from({ length: 41 }, (_, step) => (step / 20 - 1) * 2.4);
      const wide = (z: number) => half * 1.25 * Math.exp(-z * z * 0.62);
      canvas.polygon(
        [
          ...outline.map((z): [number, number] => [x + wide(z), plot.y(middle + z * spread)]),
          ...outline.reverse().map((z): [number, number] => [x - wide(z), plot.y(middle + z * spread)]),
        ],
        paint,
      );
      canvas.disc(x, plot.y(middle), stroke * 2, white);
    } else {
      const [low, high] = [plot.y(middle - spread), plot.y(middle + spread)];
      for (const sign of [-1, 1]) {
        canvas.line(x, plot.y(middle + sign * spread), x, plot.y(middle + sign * spread * 2.2), stroke, ink);
        canvas.line(
          x - half * 0.5,
          plot.y(middle + sign * spread * 2.2),
          x + half * 0.5,
          plot.y(middle + sign * spread * 2.2),
          stroke,
          ink,
        );
      }
      canvas.rect(x - half, high, half * 2, low - high, mixColours(paint, white, 0.25));
      canvas.frame(x - half, high, half * 2, low - high, stroke, ink);
      canvas.line(x - half, plot.y(middle), x + half, plot.y(middle), stroke * 1.8, ink);
    }
    if (dots) {
      for (let dot = 0; dot < 16; dot++) {
        canvas.disc(
          x + random.uniform(-0.6, 0.6) * half,
          plot.y(middle + random.normal() * spread),
          stroke * 1.3,
          ink,
          0.8,
        );
      }
    }
    drawText(canvas, `G${i + 1}`, x, plot.bottom + text, { size: text, colour: ink, align: 'centre' });
  }
  return canvas;
}
