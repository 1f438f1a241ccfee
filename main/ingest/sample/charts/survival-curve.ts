/** Kaplan-Meier curves: number of arms and colours, how far they part, censoring ticks, where they end. */
import type { Random } from '#app/util/random.ts';
import { type Canvas, ink, type Point } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { between, capitalise, chance, countWord, pick, type Sketch } from '../sketch.ts';
import { drawLegend, plotWithAxes, seriesColours, someColours, type SeriesColour } from './axes.ts';

interface SurvivalAttributes {
  readonly colours: readonly SeriesColour[];
  readonly separation: 'wide' | 'overlapping' | 'crossing';
  readonly drop: 'steep' | 'slow';
  readonly ticks: boolean;
  readonly p: string;
}

/** The attributes, words and drawing of a Kaplan-Meier plot. */
export function survivalCurve(random: Random): Sketch {
  const arms = between(random, 2, 4);
  const separation =
    arms === 2
      ? pick(random, ['wide', 'overlapping', 'crossing'] as const)
      : pick(random, ['wide', 'overlapping'] as const);
  const attributes: SurvivalAttributes = {
    colours: someColours(random, arms, ['grey']),
    separation,
    drop: pick(random, ['steep', 'slow']),
    ticks: chance(random, 0.5),
    p:
      separation === 'wide'
        ? pick(random, ['<0.001', '=0.002', '=0.013'])
        : pick(random, ['=0.41', '=0.68', '=0.22']),
  };
  const { colours, drop, ticks, p } = attributes;
  const end = pick(random, ['overall survival', 'progression-free survival', 'relapse-free survival']);
  const groups = `${countWord(random, arms)} groups (${colours.join(', ')})`;
  const apart = {
    wide: `widely separated curves, ${colours[0]} highest`,
    overlapping: 'overlapping curves',
    crossing: 'crossing curves',
  }[separation];
  const fall =
    drop === 'steep'
      ? pick(random, ['steep early decline', 'poor survival'])
      : pick(random, ['slow decline', 'good survival']);
  return {
    traits: [colours.join('+'), separation, drop, ticks ? 'ticks' : 'plain'],
    headline: pick(random, [
      `Kaplan–Meier curves of ${end} in ${groups}: ${apart} with ${fall}`,
      `Kaplan-Meier estimates for ${groups} show ${apart}, ${fall} (${end})`,
      `${capitalise(end)} by Kaplan–Meier analysis, ${groups}, ${apart}, ${fall}`,
    ]),
    brief: `Kaplan–Meier curves of ${end} in ${groups}, ${apart}`,
    details: [
      `Log-rank test, p ${p.replace('<', '< ').replace('=', '= ')}.`,
      ...(ticks ? ['Tick marks indicate censored patients.'] : []),
      pick(random, ['Hazard ratio 0.62 (95% CI 0.44–0.87).', 'Median follow-up was 34 months.']),
    ],
    aspect: pick(random, [1.1, 1.25, 1.35]),
    onPaper: true,
    draw: (width, height) => drawSurvival(random.fork('draw'), width, height, attributes),
  };
}

function drawSurvival(random: Random, width: number, height: number, attributes: SurvivalAttributes): Canvas {
  const { colours, separation, drop, ticks, p } = attributes;
  const plot = plotWithAxes(width, height, {
    across: 'Months',
    up: 'Survival',
    acrossTicks: ['0', '12', '24', '36', '48', '60'],
    upTicks: ['0', '0.2', '0.4', '0.6', '0.8', '1'],
  });
  const { canvas, stroke, text } = plot;
  colours.forEach((name, arm) => {
    const order = arm / (colours.length - 1);
    const part = separation === 'wide' ? order : order * 0.14;
    const loss = drop === 'steep' ? 0.75 + 0.2 * part : 0.24 + 0.5 * part;
    const bend = drop === 'steep' ? 3 + 3 * part : 1.2 + 0.8 * part;
    const survival = (time: number): number => {
      if (separation === 'crossing')
        return arm === 0 ? 1 - loss * 1.05 * time ** 1.8 : 1 - loss * 0.72 * (1 - Math.exp(-5 * time));
      return 1 - loss * ((1 - Math.exp(-bend * time)) / (1 - Math.exp(-bend)));
    };
    const points: Point[] = [[plot.x(0), plot.y(1)]];
    let time = 0;
    let last = 1;
    while (time < 0.97) {
      time = Math.min(0.97, time + random.uniform(0.015, 0.06));
      const now = survival(time);
      points.push([plot.x(time), plot.y(last)], [plot.x(time), plot.y(now)]);
      if (ticks && random.next() < 0.45) {
        canvas.line(
          plot.x(time - 0.01),
          plot.y(last - 0.025),
          plot.x(time - 0.01),
          plot.y(last + 0.025),
          stroke,
          seriesColours[name],
        );
      }
      last = now;
    }
    canvas.polyline(points, stroke * 1.6, seriesColours[name]);
  });
  const names = colours.map((_, i) => `Arm ${'ABCD'.charAt(i)}`);
  const steep = drop === 'steep';
  drawLegend(
    plot,
    names,
    colours.map((name) => seriesColours[name]),
    steep ? plot.x(0.68) : plot.x(0.05),
    steep ? plot.top + 2 : plot.y(0.09 * colours.length),
  );
  drawText(canvas, `p${p}`, plot.x(steep ? 0.68 : 0.5), steep ? plot.y(0.56) : plot.y(0.12), {
    size: text * 1.1,
    colour: ink,
  });
  return canvas;
}
