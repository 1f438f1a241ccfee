/** Scatter plots: either a correlation with its line, or clusters of an embedding. */
import type { Random } from '#app/util/random.ts';
import { type Canvas, ink } from '../raster/canvas.ts';
import { between, chance, countWord, pick, type Sketch } from '../sketch.ts';
import { plotWithAxes, seriesColours, someColours, type SeriesColour } from './axes.ts';

interface CorrelationAttributes {
  readonly colour: SeriesColour;
  readonly sign: 'positive' | 'negative' | 'no';
  readonly many: boolean;
  readonly line: boolean;
  readonly large: boolean;
}

/** The attributes, words and drawing of a scatter plot of two measures. */
export function correlationPlot(random: Random): Sketch {
  const attributes: CorrelationAttributes = {
    colour: someColours(random, 1)[0] ?? 'blue',
    sign: pick(random, ['positive', 'negative', 'no']),
    many: chance(random, 0.5),
    line: chance(random, 0.6),
    large: chance(random, 0.4),
  };
  const { colour, sign, many, line, large } = attributes;
  const [first, second] = pick(random, [
    ['age', 'hippocampal volume'],
    ['BMI', 'HbA1c'],
    ['gene expression', 'methylation'],
    ['CRP', 'length of stay'],
    ['dose', 'response'],
  ] as const);
  const cloud = `${many ? 'many' : 'few'} ${large ? 'large' : 'small'} ${colour} points`;
  const fit = line ? ' and a regression line' : '';
  const r = { positive: 'r = 0.81, p < 0.001', negative: 'r = −0.77, p < 0.001', no: 'r = 0.04, p = 0.72' }[
    sign
  ];
  return {
    traits: [colour, sign, many ? 'many' : 'few', line ? 'line' : 'none', large ? 'large' : 'small'],
    headline: pick(random, [
      `Scatter plot with ${sign} correlation between ${first} and ${second}, ${cloud}${fit}`,
      `${sign === 'no' ? 'No' : sign === 'positive' ? 'Positive' : 'Negative'} correlation of ${first} with ${second} in a scatter plot of ${cloud}${fit}`,
    ]),
    brief: `scatter plot of ${cloud} with ${sign} correlation`,
    details: [
      `Pearson ${r}.`,
      pick(random, ['Each point is one patient.', 'Each dot represents one animal.']),
    ],
    aspect: pick(random, [1, 1.15]),
    onPaper: true,
    draw: (width, height) => drawCorrelation(random.fork('draw'), width, height, attributes, [first, second]),
  };
}

function drawCorrelation(
  random: Random,
  width: number,
  height: number,
  attributes: CorrelationAttributes,
  names: readonly [string, string],
): Canvas {
  const { colour, sign, many, line, large } = attributes;
  const plot = plotWithAxes(width, height, {
    across: names[0],
    up: names[1],
    acrossTicks: ['0', '20', '40', '60', '80'],
  });
  const slope = { positive: 0.72, negative: -0.72, no: 0 }[sign];
  const spread = sign === 'no' ? 0.2 : 0.07;
  for (let i = 0; i < (many ? 170 : 36); i++) {
    const x = random.uniform(0.06, 0.95);
    const y = 0.5 + slope * (x - 0.5) + random.normal() * spread;
    if (y < 0.02 || y > 0.98) continue;
    plot.canvas.disc(plot.x(x), plot.y(y), plot.stroke * (large ? 2.7 : 1.4), seriesColours[colour], 0.85);
  }
  if (line)
    plot.canvas.line(
      plot.x(0.04),
      plot.y(0.5 - slope * 0.46),
      plot.x(0.96),
      plot.y(0.5 + slope * 0.46),
      plot.stroke * 1.2,
      ink,
    );
  return plot.canvas;
}

/** The attributes, words and drawing of an embedding in clusters. */
export function embeddingPlot(random: Random): Sketch {
  const clusters = between(random, 3, 7);
  const colours = someColours(random, clusters);
  const axes = chance(random, 0.5);
  const layout = pick(random, ['ring', 'row'] as const);
  const method = pick(random, ['UMAP', 't-SNE']);
  const count = countWord(random, clusters);
  const where = layout === 'ring' ? 'arranged in a circle' : 'arranged along a diagonal';
  return {
    traits: ['clusters', colours.join('+'), axes ? 'axes' : 'bare', layout],
    headline: pick(random, [
      `${method} plot of single cells in ${count} clusters (${colours.join(', ')}), ${where}`,
      `${method} embedding with ${count} clusters ${where}: ${colours.join(', ')}`,
    ]),
    brief: `${method} plot with ${count} clusters`,
    details: [
      pick(random, [
        'Each dot is one cell (n = 8,412).',
        'Colours denote cell types.',
        'Clusters by the Leiden method.',
      ]),
    ],
    aspect: pick(random, [1, 1.1]),
    onPaper: true,
    draw(width, height) {
      const drawing = random.fork('draw');
      const plot = plotWithAxes(width, height, {
        across: `${method} 1`,
        up: `${method} 2`,
        boxed: axes,
        upTicks: ['', ''],
      });
      const turn = drawing.uniform(0, 6.28);
      colours.forEach((name, i) => {
        const along = clusters === 1 ? 0.5 : i / (clusters - 1);
        const centre =
          layout === 'ring'
            ? [
                0.5 + 0.33 * Math.cos(turn + (i / clusters) * 6.283),
                0.5 + 0.33 * Math.sin(turn + (i / clusters) * 6.283),
              ]
            : [0.16 + 0.68 * along, 0.16 + 0.68 * along];
        const [long, short, tilt] = [0.075, 0.045, drawing.uniform(0, 3.14)];
        for (let dot = 0; dot < 120; dot++) {
          const a = drawing.normal() * long;
          const b = drawing.normal() * short;
          const x = centre[0]! + a * Math.cos(tilt) - b * Math.sin(tilt);
          const y = centre[1]! + a * Math.sin(tilt) + b * Math.cos(tilt);
          plot.canvas.disc(plot.x(x), plot.y(y), plot.stroke * 1.05, seriesColours[name], 0.8);
        }
      });
      return plot.canvas;
    },
  };
}
