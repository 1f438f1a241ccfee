/** Receiver operating characteristic curves: number of models, colours, how good they are, filled area. */
import type { Random } from '#app/util/random.ts';
import type { Canvas, Point } from '../raster/canvas.ts';
import { between, chance, countWord, pick, type Sketch } from '../sketch.ts';
import { drawLegend, plotWithAxes, seriesColours, someColours, type SeriesColour } from './axes.ts';

interface RocAttributes {
  readonly colours: readonly SeriesColour[];
  readonly quality: 'excellent' | 'moderate' | 'poor';
  readonly filled: boolean;
  readonly smooth: boolean;
}

/** The attributes, words and drawing of an ROC plot. */
export function rocCurve(random: Random): Sketch {
  const models = between(random, 1, 3);
  const attributes: RocAttributes = {
    colours: someColours(random, models, ['grey']),
    quality: pick(random, ['excellent', 'moderate', 'poor']),
    filled: chance(random, 0.45),
    smooth: chance(random, 0.5),
  };
  const { colours, quality, filled, smooth } = attributes;
  const auc = { excellent: '0.97', moderate: '0.81', poor: '0.58' }[quality];
  const bend = {
    excellent: 'close to the upper left corner',
    moderate: 'well above the diagonal',
    poor: 'close to the diagonal',
  }[quality];
  const what = `${countWord(random, models)} ${smooth ? 'smooth' : 'stepped'} ${colours.join(', ')} ${models === 1 ? 'curve' : 'curves'}`;
  const area = filled ? ' and a shaded area under the curve' : '';
  return {
    traits: [colours.join('+'), quality, filled ? 'filled' : 'open', smooth ? 'smooth' : 'stepped'],
    headline: pick(random, [
      `ROC analysis with ${what} ${bend}${area}, AUC ${auc}`,
      `Receiver operating characteristic: ${what}, ${quality} discrimination, ${bend}${area}`,
    ]),
    brief: `ROC plot with ${what} ${bend}`,
    details: [
      `Area under the curve (AUC) ${auc}.`,
      pick(random, ['Dashed line, chance level.', 'DeLong test, p = 0.03.']),
    ],
    aspect: pick(random, [1, 1.1]),
    onPaper: true,
    draw: (width, height) => drawRoc(random.fork('draw'), width, height, attributes),
  };
}

function drawRoc(
  random: Random,
  width: number,
  height: number,
  { colours, quality, filled, smooth }: RocAttributes,
): Canvas {
  const ticks = ['0', '0.25', '0.5', '0.75', '1'];
  const plot = plotWithAxes(width, height, {
    across: '1 - specificity',
    up: 'Sensitivity',
    acrossTicks: ticks,
    upTicks: ticks,
    boxed: true,
  });
  const { canvas, stroke } = plot;
  for (let i = 0; i < 24; i += 2)
    canvas.line(
      plot.x(i / 24),
      plot.y(i / 24),
      plot.x((i + 1) / 24),
      plot.y((i + 1) / 24),
      stroke * 0.8,
      seriesColours.grey,
    );
  const power = { excellent: 0.08, moderate: 0.32, poor: 0.82 }[quality];
  colours.forEach((name, i) => {
    const bend = power * (1 + 0.5 * i);
    const points: Point[] = [[plot.x(0), plot.y(0)]];
    let last = 0;
    for (let step = 1; step <= (smooth ? 60 : 22); step++) {
      const x = (step / (smooth ? 60 : 22)) ** (smooth ? 2.4 : 1.8);
      const y = Math.max(last, Math.min(1, x ** bend + (smooth ? 0 : random.normal() * 0.02)));
      if (!smooth) points.push([plot.x(x), plot.y(last)]);
      points.push([plot.x(x), plot.y(x === 1 ? 1 : y)]);
      last = y;
    }
    if (filled && i === 0) canvas.polygon([...points, [plot.x(1), plot.y(0)]], seriesColours[name], 0.28);
    canvas.polyline(points, stroke * 1.8, seriesColours[name]);
  });
  drawLegend(
    plot,
    colours.map((_, i) => `Model ${i + 1}`),
    colours.map((name) => seriesColours[name]),
    plot.x(0.56),
    plot.y(0.12 + 0.07 * colours.length),
  );
  return canvas;
}
