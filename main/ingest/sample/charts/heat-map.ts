/** Heat maps: palette, pattern of the block structure, size of the grid, dendrogram, colour bar. */
import type { Random } from '#app/util/random.ts';
import { Canvas, clamp, type Colour, ink, mixColours, white } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { capitalise, chance, pick, type Sketch } from '../sketch.ts';

const palettes = {
  'red–blue': [
    [38, 84, 168],
    [247, 247, 247],
    [188, 34, 40],
  ],
  'green–black–red': [
    [30, 190, 60],
    [8, 8, 10],
    [225, 32, 32],
  ],
  'yellow–purple': [
    [68, 12, 90],
    [38, 140, 142],
    [252, 230, 50],
  ],
  'white–orange': [
    [255, 253, 246],
    [253, 180, 90],
    [196, 62, 8],
  ],
  'white–blue': [
    [248, 251, 255],
    [130, 180, 220],
    [10, 52, 124],
  ],
} as const satisfies Record<string, readonly [Colour, Colour, Colour]>;

type Pattern = 'diagonal' | 'corner' | 'rows' | 'gradient' | 'checker';

interface HeatAttributes {
  readonly palette: keyof typeof palettes;
  readonly pattern: Pattern;
  readonly fine: boolean;
  readonly tree: boolean;
}

/** The attributes, words and drawing of a heat map. */
export function heatMap(random: Random): Sketch {
  const attributes: HeatAttributes = {
    palette: pick(random, ['red–blue', 'green–black–red', 'yellow–purple', 'white–orange', 'white–blue']),
    pattern: pick<Pattern>(random, ['diagonal', 'corner', 'rows', 'gradient', 'checker']),
    fine: chance(random, 0.5),
    tree: chance(random, 0.5),
  };
  const { palette, pattern, fine, tree } = attributes;
  const shape = {
    diagonal: pick(random, ['high values along the diagonal', 'blocks on the diagonal']),
    corner: 'one block of high values in the upper left corner',
    rows: 'horizontal stripes of high and low rows',
    gradient: 'values rising from left to right',
    checker: 'four blocks in a checkerboard pattern',
  }[pattern];
  const grid = fine ? 'many small cells' : 'few large cells';
  const cluster = tree ? 'clustered ' : '';
  const what = pick(random, [
    'gene expression',
    'protein abundance',
    'pairwise correlation',
    'metabolite levels',
  ]);
  return {
    traits: [palette, pattern, grid, tree ? 'tree' : 'none'],
    headline: pick(random, [
      `${capitalise(cluster ? 'clustered heat map' : 'heat map')} of ${what} (${palette} scale, ${grid}) with ${shape}`,
      `${capitalise(what)} as a ${cluster}heatmap in a ${palette} palette, ${grid}, ${shape}`,
    ]),
    brief: `${palette} heat map of ${what} with ${shape}`,
    details: [
      ...(tree ? ['Dendrogram above the columns: Ward’s method.'] : []),
      pick(random, [
        'Columns are samples, rows are genes.',
        'Values are z-scores per row.',
        'FDR < 0.05, |log2 FC| ≥ 1.',
      ]),
    ],
    aspect: pick(random, [1, 1.15, 0.9]),
    onPaper: true,
    draw: (width, height) => drawHeat(random.fork('draw'), width, height, attributes),
  };
}

/** Value of a cell, 0..1, at a place 0..1 across and down. */
function heat(pattern: Pattern, x: number, y: number, stripe: number): number {
  switch (pattern) {
    case 'diagonal':
      return Math.floor(x * 4) === Math.floor(y * 4) ? 0.9 : 0.2;
    case 'corner':
      return x < 0.48 && y < 0.48 ? 0.92 : 0.22;
    case 'rows':
      return stripe < 0.5 ? 0.15 : 0.88;
    case 'gradient':
      return 0.06 + 0.88 * x;
    case 'checker':
      return x < 0.5 === y < 0.5 ? 0.86 : 0.14;
  }
}

function drawHeat(
  random: Random,
  width: number,
  height: number,
  { palette, pattern, fine, tree }: HeatAttributes,
): Canvas {
  const canvas = new Canvas(width, height, white);
  const text = Math.max(5, Math.min(width, height) * 0.028);
  const [columns, rows] = fine ? [26, 22] : [9, 8];
  const left = text * 5;
  const top = tree ? height * 0.16 : text * 1.5;
  const right = width - text * 6;
  const bottom = height - text * 2;
  const [low, middle, high] = palettes[palette];
  const colourOf = (value: number): Colour =>
    value < 0.5 ? mixColours(low, middle, value * 2) : mixColours(middle, high, value * 2 - 1);
  const cellWidth = (right - left) / columns;
  const cellHeight = (bottom - top) / rows;
  const gap = fine ? 0 : 1;
  let stripe = 0;
  for (let row = 0; row < rows; row++) {
    if (row % Math.ceil(rows / 7) === 0) stripe = stripe < 0.5 ? 1 : 0;
    for (let column = 0; column < columns; column++) {
      const value =
        heat(pattern, (column + 0.5) / columns, (row + 0.5) / rows, stripe) + random.normal() * 0.09;
      canvas.rect(
        left + column * cellWidth,
        top + row * cellHeight,
        cellWidth - gap,
        cellHeight - gap,
        colourOf(clamp(value)),
      );
    }
    if (!fine || row % 3 === 0) {
      drawText(canvas, `g${row + 1}`, left - text * 0.6, top + (row + 0.5) * cellHeight - text / 2, {
        size: text,
        colour: ink,
        align: 'right',
      });
    }
  }
  const scale = { x: right + text * 1.4, y: top, height: (bottom - top) * 0.45 };
  for (let step = 0; step < 32; step++) {
    canvas.rect(
      scale.x,
      scale.y + (scale.height * step) / 32,
      text * 1.2,
      scale.height / 32 + 0.5,
      colourOf(1 - step / 31),
    );
  }
  ['2', '0', '-2'].forEach((label, i) =>
    drawText(canvas, label, scale.x + text * 1.8, scale.y + (scale.height * i) / 2 - text / 2, {
      size: text,
      colour: ink,
    }),
  );
  if (tree) drawTree(canvas, random, left, right, top - 3, top - text * 0.8 - 3);
  return canvas;
}

/** Joins sixteen leaves pair by pair; joints climb to the top of the space. */
function drawTree(
  canvas: Canvas,
  random: Random,
  left: number,
  right: number,
  floor: number,
  room: number,
): void {
  let nodes = Array.from({ length: 16 }, (_, i): [number, number] => [
    left + ((i + 0.5) / 16) * (right - left),
    floor,
  ]);
  for (let depth = 1; nodes.length > 1; depth++) {
    const joined: [number, number][] = [];
    for (let i = 1; i < nodes.length; i += 2) {
      const [[x0, y0], [x1, y1]] = [nodes[i - 1]!, nodes[i]!];
      const y = floor - room * ((depth - random.uniform(0, 0.5)) / 4.2);
      canvas.polyline(
        [
          [x0, y0],
          [x0, y],
          [x1, y],
          [x1, y1],
        ],
        1.3,
        ink,
      );
      joined.push([(x0 + x1) / 2, y]);
    }
    nodes = joined;
  }
}
