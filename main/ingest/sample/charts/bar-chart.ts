/** Bar charts: number of groups, order of heights, one or two colours, upright or lying, error bars. */
import type { Random } from '#app/util/random.ts';
import { ink, type Canvas } from '../raster/canvas.ts';
import { plotWithAxes, seriesColours, someColours, type SeriesColour } from './axes.ts';
import { drawText } from '../raster/font.ts';
import { between, capitalise, chance, countWord, pick, type Sketch } from '../sketch.ts';

type Trend = 'rising' | 'falling' | 'peak' | 'dip' | 'flat';

interface BarAttributes {
  readonly groups: number;
  readonly trend: Trend;
  readonly colours: readonly SeriesColour[];
  readonly lying: boolean;
  readonly errors: boolean;
  readonly measure: string;
  readonly group: string;
}

const measures = [
  ['relative mRNA expression', 'mRNA level'],
  ['tumour volume', 'Volume (mm)'],
  ['cell viability', 'Viability (%)'],
  ['serum IL-6 concentration', 'IL-6 (pg/ml)'],
  ['body weight', 'Weight (g)'],
  ['luciferase activity', 'Luciferase (RLU)'],
  ['blood glucose', 'Glucose (mM)'],
  ['caspase-3 activity', 'Caspase-3'],
] as const;

/** The attributes, words and drawing of a bar chart. */
export function barChart(random: Random): Sketch {
  const paired = chance(random, 0.4);
  const [measure, label] = pick(random, measures);
  const attributes: BarAttributes = {
    groups: paired ? between(random, 3, 5) : between(random, 3, 7),
    trend: pick<Trend>(random, ['rising', 'falling', 'peak', 'dip', 'flat']),
    colours: someColours(random, paired ? 2 : 1),
    lying: chance(random, 0.3),
    errors: chance(random, 0.6),
    measure: label,
    group: pick(random, ['G', 'C', 'D']),
  };
  const { groups, lying, colours, errors, trend } = attributes;
  const [first, second] = colours;
  const bars = lying ? 'horizontal bars' : 'bars';
  const paint = second ? `paired ${first} and ${second} ${bars}` : `${first} ${bars}`;
  const course = {
    rising: pick(random, ['rising steadily from the first to the last group', 'increasing with dose']),
    falling: pick(random, ['falling steadily from the first to the last group', 'decreasing with dose']),
    peak: 'highest in the middle group',
    dip: 'lowest in the middle group',
    flat: 'unchanged between groups',
  }[trend];
  const count = countWord(random, groups);
  return {
    traits: [
      groups,
      paired ? `${first}+${second}` : `${first}`,
      trend,
      lying ? 'horizontal' : 'vertical',
      errors ? 'errors' : 'plain',
    ],
    headline: pick(random, [
      `Bar chart of ${measure} in ${count} groups (${paint}), ${course}`,
      `${capitalise(measure)} in ${count} groups, shown as ${paint}, ${course}`,
      `${capitalise(paint)} show ${measure} for ${count} groups, ${course}`,
    ]),
    brief: `${measure} in ${count} groups (${paint}), ${course}`,
    details: [
      errors
        ? pick(random, [
            'Error bars, mean ± SEM.',
            'Bars are mean ± SD of n = 6.',
            'Data are mean ± s.e.m., n = 3 independent experiments.',
          ])
        : 'Bars show the mean without error bars.',
      trend === 'flat'
        ? 'No difference was significant (one-way ANOVA).'
        : pick(random, [
            '*p < 0.05, **p < 0.01, one-way ANOVA.',
            '***P < 0.001 versus control.',
            'Tukey’s test, p = 0.003.',
          ]),
    ],
    aspect: pick(random, [1, 1.2, 1.33]),
    onPaper: true,
    draw: (width, height) => drawBars(random.fork('draw'), width, height, attributes),
  };
}

/** Height of a bar (0..1) at a place 0..1 along the groups. */
function heightOf(trend: Trend, place: number): number {
  switch (trend) {
    case 'rising':
      return 0.16 + 0.68 * place;
    case 'falling':
      return 0.84 - 0.68 * place;
    case 'peak':
      return 0.85 - 1.2 * Math.abs(place - 0.5);
    case 'dip':
      return 0.24 + 1.2 * Math.abs(place - 0.5);
    case 'flat':
      return 0.62;
  }
}

function drawBars(random: Random, width: number, height: number, attributes: BarAttributes): Canvas {
  const { groups, trend, colours, lying, errors, measure, group } = attributes;
  const ticks = ['0', '25', '50', '75', '100'];
  const plot = plotWithAxes(width, height, {
    across: lying ? measure : 'Group',
    up: lying ? 'Group' : measure,
    ...(lying ? { acrossTicks: ticks, upTicks: [] } : { upTicks: ticks }),
  });
  const { canvas, stroke, text } = plot;
  const slot = 1 / groups;
  for (let i = 0; i < groups; i++) {
    colours.forEach((name, series) => {
      const level =
        heightOf(trend, groups === 1 ? 0.5 : i / (groups - 1)) *
        (series === 0 ? 1 : 0.72) *
        random.uniform(0.94, 1.05);
      const wide = (slot * 0.72) / colours.length;
      const from = (i + 0.14) * slot + series * wide;
      const spread = level * random.uniform(0.06, 0.12);
      if (lying) {
        canvas.rect(
          plot.left,
          plot.y(from + wide),
          plot.x(level) - plot.left,
          plot.y(from) - plot.y(from + wide),
          seriesColours[name],
        );
        if (errors)
          canvas.line(
            plot.x(level - spread),
            plot.y(from + wide / 2),
            plot.x(level + spread),
            plot.y(from + wide / 2),
            stroke * 0.8,
            ink,
          );
      } else {
        canvas.rect(
          plot.x(from),
          plot.y(level),
          plot.x(from + wide) - plot.x(from),
          plot.bottom - plot.y(level),
          seriesColours[name],
        );
        if (errors) {
          const middle = plot.x(from + wide / 2);
          const cap = (plot.x(wide) - plot.left) * 0.28;
          canvas.line(middle, plot.y(level - spread), middle, plot.y(level + spread), stroke * 0.8, ink);
          canvas.line(
            middle - cap,
            plot.y(level + spread),
            middle + cap,
            plot.y(level + spread),
            stroke * 0.8,
            ink,
          );
        }
      }
    });
    const middle = (i + 0.5) * slot;
    if (lying)
      drawText(canvas, `${group}${i + 1}`, plot.left - text * 0.8, plot.y(middle) - text / 2, {
        size: text,
        colour: ink,
        align: 'right',
      });
    else
      drawText(canvas, `${group}${i + 1}`, plot.x(middle), plot.bottom + text, {
        size: text,
        colour: ink,
        align: 'centre',
      });
  }
  return canvas;
}
