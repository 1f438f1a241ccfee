/** Flow cytometry plots: which quadrants hold the main and the second population, colours of the density. */
import type { Random } from '#app/util/random.ts';
import { type Canvas, type Colour, ink, mixColours } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { chance, pick, type Sketch } from '../sketch.ts';
import { plotWithAxes } from './axes.ts';

const quadrants = ['upper left', 'upper right', 'lower left', 'lower right'] as const;

/** The attributes, words and drawing of a flow cytometry plot. */
export function cytometryPlot(random: Random): Sketch {
  const main = pick(random, quadrants);
  const minor = pick(
    random,
    quadrants.filter((quadrant) => quadrant !== main),
  );
  const warm = chance(random, 0.5);
  const palette = warm ? 'rainbow density colours' : 'blue density colours';
  const [x, y] = pick(random, [
    ['CD4', 'CD8'],
    ['Annexin V', 'PI'],
    ['CD3', 'CD19'],
    ['FSC', 'SSC'],
  ] as const);
  return {
    traits: [main, minor, palette],
    headline: pick(random, [
      `Flow cytometry of ${x} against ${y} with ${palette}: most cells in the ${main} quadrant, a second population in the ${minor} quadrant`,
      `Flow cytometry dot plot (${x}, ${y}; ${palette}), main population ${main}, smaller population ${minor}`,
    ]),
    brief: `flow cytometry plot with most cells in the ${main} quadrant`,
    details: [
      pick(random, [
        'Numbers are percentages of live cells.',
        'Gated on single, live cells.',
        'Representative of n = 5 donors.',
      ]),
    ],
    aspect: 1,
    onPaper: true,
    draw(width, height) {
      const drawing = random.fork('draw');
      const plot = plotWithAxes(width, height, {
        across: x,
        up: y,
        boxed: true,
        acrossTicks: ['0', '10', '100', ''],
        upTicks: ['0', '10', '100', ''],
      });
      const centre = (quadrant: string): readonly [number, number] => [
        quadrant.endsWith('left') ? 0.26 : 0.74,
        quadrant.startsWith('upper') ? 0.74 : 0.26,
      ];
      drawPopulation(plot.canvas, drawing, centre(main), 620, 0.07, warm, plot);
      drawPopulation(plot.canvas, drawing, centre(minor), 150, 0.045, warm, plot);
      plot.canvas.line(plot.x(0.5), plot.top, plot.x(0.5), plot.bottom, plot.stroke, ink);
      plot.canvas.line(plot.left, plot.y(0.5), plot.right, plot.y(0.5), plot.stroke, ink);
      for (const quadrant of quadrants) {
        const share = quadrant === main ? '78.2' : quadrant === minor ? '17.5' : '2.1';
        const [u, v] = centre(quadrant);
        drawText(plot.canvas, share, plot.x(u + (u > 0.5 ? 0.15 : -0.15)), plot.y(v > 0.5 ? 0.97 : 0.08), {
          size: plot.text * 1.2,
          colour: ink,
          align: 'centre',
        });
      }
      return plot.canvas;
    },
  };
}

function drawPopulation(
  canvas: Canvas,
  random: Random,
  [x, y]: readonly [number, number],
  cells: number,
  spread: number,
  warm: boolean,
  plot: { x(share: number): number; y(share: number): number; readonly stroke: number },
): void {
  const [rim, core]: readonly [Colour, Colour] = warm
    ? [
        [30, 90, 220],
        [250, 210, 40],
      ]
    : [
        [140, 180, 235],
        [16, 40, 130],
      ];
  const dots = Array.from({ length: cells }, () => [random.normal(), random.normal()] as const);
  // The middle is drawn last, as density plots do.
  dots.sort((a, b) => b[0] ** 2 + b[1] ** 2 - a[0] ** 2 - a[1] ** 2);
  for (const [a, b] of dots) {
    const depth = Math.exp(-(a * a + b * b) / 1.6);
    const colour =
      warm && depth > 0.72
        ? mixColours(core, [220, 30, 20], (depth - 0.72) / 0.28)
        : mixColours(rim, core, Math.min(1, depth * 1.4));
    canvas.disc(plot.x(x + a * spread), plot.y(y + b * spread), plot.stroke * 1.1, colour);
  }
}
