/** Figures of two to four lettered panels, each a drawing of its own. */
import type { Random } from '#app/util/random.ts';
import { drawText } from './raster/font.ts';
import { Canvas, ink, white } from './raster/canvas.ts';
import { capitalise, chance, pick, type Sketch } from './sketch.ts';

type Layout = 'row' | 'column' | 'wide' | 'square';

/** One figure of the given panels; traits and captions of the panels keep their order. */
export function compound(random: Random, panels: readonly Sketch[]): Sketch {
  const layout: Layout =
    panels.length === 2 ? pick(random, ['row', 'column']) : panels.length === 3 ? 'wide' : 'square';
  const lower = chance(random, 0.25);
  const letters = panels.map((_, i) => (lower ? 'abcd' : 'ABCD').charAt(i));
  const parts = panels.map(({ brief }, i) => `(${letters[i]}) ${capitalise(brief)}`);
  return {
    traits: [layout, ...panels.flatMap(({ traits }) => traits)],
    headline: parts.join('. '),
    brief: panels[0]!.brief,
    // One sentence of each panel, none twice; a figure has one scale bar.
    details: [...new Set(panels.flatMap(({ details }) => details.slice(0, 1)))].filter(
      (sentence, i, all) =>
        !sentence.startsWith('Scale bar') || all.findIndex((other) => other.startsWith('Scale bar')) === i,
    ),
    aspect: { row: 1.3, column: 0.8, wide: 1.05, square: 1.1 }[layout],
    draw: (width, height) => drawPanels(width, height, panels, letters, layout),
  };
}

function drawPanels(
  width: number,
  height: number,
  panels: readonly Sketch[],
  letters: readonly string[],
  layout: Layout,
): Canvas {
  const canvas = new Canvas(width, height, white);
  const gap = Math.round(Math.min(width, height) * 0.02);
  const halfWidth = Math.floor((width - gap) / 2);
  const halfHeight = Math.floor((height - gap) / 2);
  const right = width - halfWidth;
  const low = height - halfHeight;
  const places: Readonly<Record<Layout, readonly (readonly [number, number, number, number])[]>> = {
    row: [
      [0, 0, halfWidth, height],
      [right, 0, halfWidth, height],
    ],
    column: [
      [0, 0, width, halfHeight],
      [0, low, width, halfHeight],
    ],
    wide: [
      [0, 0, width, halfHeight],
      [0, low, halfWidth, halfHeight],
      [right, low, halfWidth, halfHeight],
    ],
    square: [
      [0, 0, halfWidth, halfHeight],
      [right, 0, halfWidth, halfHeight],
      [0, low, halfWidth, halfHeight],
      [right, low, halfWidth, halfHeight],
    ],
  };
  panels.forEach((panel, i) => {
    const [x, y, panelWidth, panelHeight] = places[layout][i]!;
    const size = Math.max(10, Math.min(width, height) * 0.045);
    const strip = panel.onPaper ? Math.round(size * 1.5) : 0;
    canvas.paste(panel.draw(panelWidth, panelHeight - strip), x, y + strip);
    canvas.rect(x, y, size * 1.55, size * 1.6, white);
    drawText(canvas, letters[i] ?? '', x + size * 0.35, y + size * 0.25, {
      size,
      colour: ink,
      stroke: size / 4.5,
    });
  });
  return canvas;
}
