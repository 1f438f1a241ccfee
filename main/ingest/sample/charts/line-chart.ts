/** Line charts: number of lines and their colours, common course, marks, shaded bands of uncertainty. */
import type { Random } from '#app/util/random.ts';
import { type Canvas, type Point, white } from '../raster/canvas.ts';
import { between, capitalise, chance, countWord, pick, type Sketch } from '../sketch.ts';
import { drawLegend, plotWithAxes, seriesColours, someColours, type SeriesColour } from './axes.ts';

type Course = 'rising' | 'falling' | 'plateau' | 'peak' | 'oscillating';

interface LineAttributes {
  readonly colours: readonly SeriesColour[];
  readonly course: Course;
  readonly marks: boolean;
  readonly band: boolean;
  readonly label: string;
  readonly grey: boolean;
}

const quantities = [
  ['tumour growth', 'Volume'],
  ['plasma concentration', 'Conc. (ng/ml)'],
  ['heart rate', 'Rate (bpm)'],
  ['body temperature', 'Temp. (°C)'],
  ['optical density', 'OD 600'],
  ['viral load', 'Copies/ml'],
  ['calcium signal', 'dF/F'],
  ['weekly incidence', 'Cases'],
] as const;

/** The attributes, words and drawing of a line chart. */
export function lineChart(random: Random): Sketch {
  const [quantity, label] = pick(random, quantities);
  const lines = between(random, 1, 4);
  const attributes: LineAttributes = {
    colours: someColours(random, lines, ['grey']),
    course: pick<Course>(random, ['rising', 'falling', 'plateau', 'peak', 'oscillating']),
    marks: chance(random, 0.5),
    band: chance(random, 0.4),
    label,
    grey: chance(random, 0.25),
  };
  const { colours, course, marks, band, grey } = attributes;
  const names = `${countWord(random, lines)} ${lines === 1 ? 'line' : 'lines'} (${colours.join(', ')})`;
  const shape = {
    rising: pick(random, ['rising over time', 'increasing with time']),
    falling: pick(random, ['falling over time', 'decreasing with time']),
    plateau: 'rising fast to a plateau',
    peak: 'with an early peak and a slow decline',
    oscillating: 'oscillating over time',
  }[course];
  const looks = [
    marks ? 'with round markers' : '',
    band ? 'with shaded confidence bands' : '',
    grey ? 'on a grey background' : '',
  ]
    .filter(Boolean)
    .join(', ');
  const style = looks ? `, ${looks}` : '';
  return {
    traits: [
      colours.join('+'),
      course,
      marks ? 'marks' : 'plain',
      band ? 'band' : 'bare',
      grey ? 'grey' : 'white',
    ],
    headline: pick(random, [
      `Time course of ${quantity}: ${names} ${shape}${style}`,
      `Line chart of ${quantity}, ${names} ${shape}${style}`,
      `${capitalise(quantity)} ${shape}, drawn as ${names}${style}`,
    ]),
    brief: `time course of ${quantity}, ${names} ${shape}`,
    details: [
      band
        ? 'Shading, 95% confidence interval.'
        : pick(random, ['Values are means, n = 8 per group.', 'Points are mean ± SEM.']),
      pick(random, [
        'p = 0.012, repeated-measures ANOVA.',
        'Two-way ANOVA, p < 0.001.',
        'Time in days after treatment.',
      ]),
    ],
    aspect: pick(random, [1.1, 1.25, 1.4]),
    onPaper: true,
    draw: (width, height) => drawLines(random.fork('draw'), width, height, attributes),
  };
}

function level(course: Course, time: number): number {
  switch (course) {
    case 'rising':
      return 0.08 + 0.8 * time ** 1.5;
    case 'falling':
      return 0.08 + 0.8 * (1 - time) ** 1.5;
    case 'plateau':
      return 0.06 + 0.8 * (1 - Math.exp(-6 * time));
    case 'peak':
      return 0.08 + 0.8 * (time / 0.22) * Math.exp(1 - time / 0.22);
    case 'oscillating':
      return 0.5 + 0.3 * Math.sin(time * 17);
  }
}

function drawLines(random: Random, width: number, height: number, attributes: LineAttributes): Canvas {
  const { colours, course, marks, band, label, grey } = attributes;
  const plot = plotWithAxes(width, height, {
    across: 'Time (days)',
    up: label,
    acrossTicks: ['0', '7', '14', '21', '28'],
    upTicks: ['0', '10', '20', '30', '40'],
    ...(grey ? { background: [229, 231, 236], boxed: true } : {}),
  });
  const { canvas, stroke } = plot;
  if (grey) {
    for (let i = 1; i < 4; i++) {
      canvas.line(plot.left, plot.y(i / 4), plot.right, plot.y(i / 4), stroke * 0.6, white);
      canvas.line(plot.x(i / 4), plot.top, plot.x(i / 4), plot.bottom, stroke * 0.6, white);
    }
  }
  const steps = course === 'oscillating' ? (marks ? 16 : 48) : marks ? 9 : 30;
  colours.forEach((name, i) => {
    const scale = 1 - (0.6 * i) / Math.max(2, colours.length);
    const shift = course === 'oscillating' ? (i - (colours.length - 1) / 2) * 0.2 : 0;
    const points = Array.from({ length: steps + 1 }, (_, step): [number, number] => {
      const time = step / steps;
      const base =
        course === 'oscillating' ? level(course, time) * 0.6 + 0.18 + shift : level(course, time) * scale;
      return [time, base + random.normal() * (marks ? 0.012 : 0.008)];
    });
    const place = ([x, y]: readonly [number, number]): Point => [plot.x(0.01 + x * 0.97), plot.y(y)];
    if (band) {
      const around = (sign: number) =>
        points.map(([x, y]): Point => place([x, y + sign * (0.03 + 0.05 * x)]));
      canvas.polygon([...around(1), ...around(-1).reverse()], seriesColours[name], 0.25);
    }
    canvas.polyline(points.map(place), stroke * 1.5, seriesColours[name]);
    if (marks) for (const point of points) canvas.disc(...place(point), stroke * 2.1, seriesColours[name]);
  });
  if (colours.length > 1 && course !== 'oscillating') {
    const across = course === 'falling' || course === 'peak' ? plot.x(0.72) : plot.x(0.05);
    drawLegend(
      plot,
      colours.map((_, i) => ['Ctrl', 'Low', 'Mid', 'High'][i] ?? ''),
      colours.map((name) => seriesColours[name]),
      across,
      plot.top + 2,
    );
  }
  return canvas;
}
