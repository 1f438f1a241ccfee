/** Study flow diagrams: number of steps, number of arms, colour of the boxes, exclusion boxes at a side. */
import type { Random } from '#app/util/random.ts';
import { Canvas, type Colour, ink, white } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';
import { between, countWord, pick, type Sketch } from '../sketch.ts';

const fills = {
  blue: [190, 214, 244],
  green: [190, 228, 196],
  yellow: [250, 236, 168],
  pink: [248, 204, 214],
  grey: [218, 220, 224],
  orange: [252, 214, 170],
} as const satisfies Record<string, Colour>;

interface FlowAttributes {
  readonly steps: number;
  readonly arms: number;
  readonly fill: keyof typeof fills;
  readonly side: 'left' | 'right' | 'none';
  readonly patients: number;
}

/** The attributes, words and drawing of a study flow diagram. */
export function flowDiagram(random: Random): Sketch {
  const attributes: FlowAttributes = {
    steps: between(random, 1, 3),
    arms: between(random, 1, 4),
    fill: pick(random, ['blue', 'green', 'yellow', 'pink', 'grey', 'orange']),
    side: pick(random, ['left', 'right', 'none']),
    patients: between(random, 84, 960),
  };
  const { steps, arms, fill, side, patients } = attributes;
  const excluded = side === 'none' ? 'no exclusion box' : `an exclusion box on the ${side}`;
  const split = arms === 1 ? 'a single arm' : `${countWord(random, arms)} parallel arms`;
  const step = `${countWord(random, steps)} ${steps === 1 ? 'step' : 'steps'}`;
  return {
    traits: [steps, arms, fill, side],
    headline: pick(random, [
      `Flow diagram of the study in ${fill} boxes: ${step}, then ${split}, with ${excluded}`,
      `CONSORT flow chart (${fill} boxes) with ${step} leading to ${split} and ${excluded}`,
      `Patient selection shown as a flow chart of ${fill} boxes, ${step}, ${split}, ${excluded}`,
    ]),
    brief: `flow diagram in ${fill} boxes with ${split}`,
    details: [
      `Of ${patients} patients screened, ${Math.round(patients * 0.7)} were included.`,
      'Reasons for exclusion are given in the text.',
    ],
    aspect: pick(random, [0.9, 1.05, 1.2]),
    onPaper: true,
    draw: (width, height) => drawFlow(random.fork('draw'), width, height, attributes),
  };
}

function drawFlow(random: Random, width: number, height: number, attributes: FlowAttributes): Canvas {
  const { steps, arms, side, patients } = attributes;
  const canvas = new Canvas(width, height, white);
  const rows = steps + 2;
  const rowHeight = height / rows;
  const boxHeight = rowHeight * 0.6;
  const middle = width * (side === 'left' ? 0.62 : side === 'right' ? 0.38 : 0.5);
  const boxWidth = width * 0.42;
  const words = ['Screened', 'Eligible', 'Enrolled', 'Randomised'];
  let left = patients;
  const stroke = Math.max(1.3, Math.min(width, height) / 190);
  for (let row = 0; row <= steps; row++) {
    const y = rowHeight * (row + 0.5);
    drawBox(canvas, middle, y, boxWidth, boxHeight, [words[row] ?? '', `n = ${left}`], attributes);
    drawArrow(
      canvas,
      middle,
      y + boxHeight / 2,
      middle,
      y + rowHeight - boxHeight / 2 - (row === steps ? rowHeight * 0.12 : 0),
      stroke,
      row < steps,
    );
    if (side !== 'none' && row < steps) {
      const x = side === 'left' ? width * 0.19 : width * 0.81;
      const between = y + rowHeight / 2;
      drawArrow(
        canvas,
        middle,
        between,
        x + (side === 'left' ? 1 : -1) * width * 0.155,
        between,
        stroke,
        true,
      );
      drawBox(canvas, x, between, width * 0.31, boxHeight * 0.75, ['Excluded'], attributes);
    }
    left = Math.round(left * random.uniform(0.8, 0.95));
  }
  const y = rowHeight * (steps + 1.5);
  const pitch = width / arms;
  const armX = (arm: number) => (arms === 1 ? middle : pitch * (arm + 0.5));
  const bar = y - boxHeight / 2 - rowHeight * 0.12;
  const ends = [middle, ...Array.from({ length: arms }, (_, arm) => armX(arm))];
  canvas.line(Math.min(...ends), bar, Math.max(...ends), bar, stroke, ink);
  for (let arm = 0; arm < arms; arm++) {
    drawArrow(canvas, armX(arm), bar, armX(arm), y - boxHeight / 2, stroke, true);
    drawBox(
      canvas,
      armX(arm),
      y,
      arms === 1 ? boxWidth : pitch * 0.86,
      boxHeight,
      [`Arm ${'ABCD'.charAt(arm)}`, `n = ${Math.floor(left / arms)}`],
      attributes,
    );
  }
  return canvas;
}

function drawBox(
  canvas: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
  lines: readonly string[],
  { fill }: FlowAttributes,
): void {
  canvas.rect(x - width / 2, y - height / 2, width, height, fills[fill]);
  canvas.frame(x - width / 2, y - height / 2, width, height, Math.max(1.2, height / 32), ink);
  const size = Math.min(height * 0.24, width * 0.11, 11);
  lines.forEach((line, i) => {
    drawText(canvas, line, x, y + (i - lines.length / 2) * size * 1.6 + size * 0.3, {
      size,
      colour: ink,
      align: 'centre',
    });
  });
}

function drawArrow(
  canvas: Canvas,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  stroke: number,
  head: boolean,
): void {
  canvas.line(x0, y0, x1, y1, stroke, ink);
  if (!head) return;
  const length = Math.max(1, Math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2));
  const [u, v] = [(x1 - x0) / length, (y1 - y0) / length];
  const reach = stroke * 4.5;
  canvas.polygon(
    [
      [x1, y1],
      [x1 - u * reach - v * reach * 0.45, y1 - v * reach + u * reach * 0.45],
      [x1 - u * reach + v * reach * 0.45, y1 - v * reach - u * reach * 0.45],
    ],
    ink,
  );
}
