/** Interaction networks: number of nodes, one hub or two groups or a ring, colour of the nodes. */
import type { Random } from '#app/util/random.ts';
import { Canvas, ink, mixColours, type Point, white } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { seriesColours, type SeriesColour, someColours } from '../charts/axes.ts';
import { between, chance, pick, type Sketch } from '../sketch.ts';

interface NetworkAttributes {
  readonly shape: 'hub' | 'two modules' | 'ring' | 'grid';
  readonly nodes: number;
  readonly colours: readonly SeriesColour[];
  readonly large: boolean;
  readonly dark: boolean;
}

/** The attributes, words and drawing of a network. */
export function networkGraph(random: Random): Sketch {
  const attributes: NetworkAttributes = {
    shape: pick(random, ['hub', 'two modules', 'ring', 'grid']),
    nodes: between(random, 8, 16),
    colours: someColours(random, 2, ['grey', 'black']),
    large: chance(random, 0.5),
    dark: chance(random, 0.25),
  };
  const { shape, nodes, colours, large, dark } = attributes;
  const [first, second] = colours;
  const layout = {
    hub: `one central ${second} hub linked to ${first} nodes`,
    'two modules': `two modules, ${first} on the left and ${second} on the right`,
    ring: `a ring of alternating ${first} and ${second} nodes`,
    grid: `a lattice of ${first} nodes and a few ${second} ones`,
  }[shape];
  const ground = dark ? ' on a black background' : '';
  const kind = pick(random, [
    'Protein–protein interaction network',
    'Gene regulatory network',
    'Network graph',
  ]);
  return {
    traits: [shape, nodes, colours.join('+'), large ? 'large' : 'small', dark ? 'dark' : 'light'],
    headline: pick(random, [
      `${kind}${ground}: ${layout}, ${nodes} ${large ? 'large' : 'small'} nodes`,
      `${kind} of ${nodes} ${large ? 'large' : 'small'} nodes with ${layout}${ground}`,
    ]),
    brief: `network${ground} with ${layout}`,
    details: [
      pick(random, [
        'Edges, confidence ≥ 0.7.',
        'Node names are gene symbols.',
        'Line width is proportional to the score.',
      ]),
    ],
    aspect: pick(random, [1, 1.15]),
    onPaper: true,
    draw: (width, height) => drawNetwork(random.fork('draw'), width, height, attributes),
  };
}

const link = (from: number, to: number): [number, number] => [from, to];

/** Places of the nodes (-1..1), and the pairs that are linked. */
function layoutOf(
  random: Random,
  { shape, nodes }: NetworkAttributes,
): { places: Point[]; links: [number, number][] } {
  const around = (i: number, count: number, radius: number, x = 0): Point => [
    x + Math.cos((i / count) * 6.283) * radius,
    Math.sin((i / count) * 6.283) * radius,
  ];
  const all = Array.from({ length: nodes }, (_, i) => i);
  const some = (from: number, to: number): [number, number][] =>
    Array.from({ length: (to - from) * 2 }, () => [
      from + random.integer(to - from),
      from + random.integer(to - from),
    ]);
  switch (shape) {
    case 'hub':
      return {
        places: all.map((i) => (i === 0 ? [0, 0] : around(i, nodes - 1, i % 2 ? 0.82 : 0.6))),
        links: all.slice(1).map((i) => [0, i]),
      };
    case 'ring':
      return { places: all.map((i) => around(i, nodes, 0.8)), links: all.map((i) => [i, (i + 1) % nodes]) };
    case 'two modules': {
      const half = Math.floor(nodes / 2);
      const places = all.map((i) =>
        i < half ? around(i, half, 0.4, -0.5) : around(i - half, nodes - half, 0.4, 0.5),
      );
      return { places, links: [...some(0, half), ...some(half, nodes), [0, half + 2]] };
    }
    case 'grid': {
      const columns = Math.ceil(Math.sqrt(nodes));
      const at = (i: number): Point => [
        ((i % columns) / (columns - 1)) * 1.6 - 0.8,
        (Math.floor(i / columns) / (columns - 1)) * 1.6 - 0.8,
      ];
      const links = all.flatMap((i): [number, number][] => [
        ...((i + 1) % columns && i + 1 < nodes ? [link(i, i + 1)] : []),
        ...(i + columns < nodes ? [link(i, i + columns)] : []),
      ]);
      return { places: all.map(at), links };
    }
  }
}

function drawNetwork(random: Random, width: number, height: number, attributes: NetworkAttributes): Canvas {
  const { shape, nodes, colours, large, dark } = attributes;
  const canvas = new Canvas(width, height, dark ? [14, 15, 22] : white);
  const unit = Math.min(width, height) / 2;
  const { places, links } = layoutOf(random, attributes);
  const dots = places.map(
    ([x, y]): Point => [
      width / 2 + (x + random.uniform(-0.04, 0.04)) * unit,
      height / 2 + (y + random.uniform(-0.04, 0.04)) * unit,
    ],
  );
  for (const [from, to] of links) {
    const [a, b] = [dots[from]!, dots[to]!];
    canvas.line(
      a[0],
      a[1],
      b[0],
      b[1],
      Math.max(1.2, unit * random.uniform(0.008, 0.02)),
      dark ? [120, 124, 140] : [150, 152, 160],
    );
  }
  dots.forEach(([x, y], i) => {
    const second = {
      hub: i === 0,
      ring: i % 2 === 1,
      'two modules': i >= Math.floor(nodes / 2),
      grid: i % 5 === 2,
    }[shape];
    const paint = seriesColours[colours[second ? 1 : 0] ?? 'blue'];
    const radius = unit * (shape === 'hub' && i === 0 ? 0.2 : large ? 0.115 : 0.065);
    canvas.disc(x, y, radius + 1, dark ? mixColours(paint, white, 0.5) : mixColours(paint, ink, 0.5));
    canvas.disc(x, y, radius, dark ? mixColours(paint, white, 0.15) : paint);
    if (large)
      drawText(canvas, `N${i + 1}`, x, y - radius * 0.28, {
        size: radius * 0.55,
        colour: white,
        align: 'centre',
      });
  });
  return canvas;
}
