/** What charts share: a white ground, axes with ticks and labels, the plot rectangle, palettes. */
import type { Random } from '#app/util/random.ts';
import { Canvas, ink, type Colour } from '../raster/canvas.ts';
import { drawText } from '../raster/font.ts';

/** Colours of data by the name that captions use. */
export const seriesColours = {
  blue: [38, 101, 183],
  red: [208, 48, 46],
  green: [46, 145, 76],
  orange: [240, 138, 28],
  purple: [128, 72, 168],
  black: [28, 28, 32],
  grey: [140, 143, 150],
  teal: [20, 150, 156],
} as const satisfies Record<string, Colour>;
/** Name of a data colour. */
export type SeriesColour = keyof typeof seriesColours;

/** `count` different colours in an order of their own. */
export function someColours(
  random: Random,
  count: number,
  without: readonly SeriesColour[] = [],
): SeriesColour[] {
  const names: SeriesColour[] = ['blue', 'red', 'green', 'orange', 'purple', 'black', 'teal', 'grey'];
  return random.shuffle(names.filter((name) => !without.includes(name))).slice(0, count);
}

/** A canvas with its axes drawn, and where data goes on it. */
export interface Plot {
  readonly canvas: Canvas;
  /** The rectangle inside the axes, in pixels. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Stroke of a data line and size of a label, in pixels. */
  readonly stroke: number;
  readonly text: number;
  /** Pixel column of 0..1 along the horizontal axis, pixel row of 0..1 up the vertical one. */
  x(share: number): number;
  y(share: number): number;
}

/** What the axes of a plot say. */
export interface Axes {
  readonly across: string;
  readonly up: string;
  /** Tick labels, evenly spaced from 0 to 1; none draws bare ticks. */
  readonly acrossTicks?: readonly string[];
  readonly upTicks?: readonly string[];
  /** All four sides instead of two. */
  readonly boxed?: boolean;
  readonly background?: Colour;
}

/** A white canvas with axes, ticks and labels. */
export function plotWithAxes(width: number, height: number, axes: Axes): Plot {
  const canvas = new Canvas(width, height, [255, 255, 255]);
  const short = Math.min(width, height);
  const text = Math.max(5.5, short * 0.032);
  const left = text * 6 + short * 0.01;
  const right = width - short * 0.045;
  const top = short * 0.05;
  const bottom = height - text * 4.6;
  const stroke = Math.max(1.4, short / 110);
  if (axes.background) canvas.rect(left, top, right - left, bottom - top, axes.background);
  const plot: Plot = {
    canvas,
    left,
    top,
    right,
    bottom,
    stroke,
    text,
    x: (share) => left + share * (right - left),
    y: (share) => bottom - share * (bottom - top),
  };
  drawAxes(plot, axes);
  return plot;
}

function drawAxes(plot: Plot, axes: Axes): void {
  const { canvas, left, top, right, bottom, text } = plot;
  const stroke = Math.max(1.1, plot.stroke * 0.6);
  canvas.line(left, top, left, bottom, stroke, ink);
  canvas.line(left, bottom, right, bottom, stroke, ink);
  if (axes.boxed) canvas.frame(left, top, right - left, bottom - top, stroke, ink);
  const style = { size: text, colour: ink } as const;
  const ups = axes.upTicks ?? ['', '', '', '', ''];
  ups.forEach((label, i) => {
    const y = plot.y(i / (ups.length - 1));
    canvas.line(left - text * 0.6, y, left, y, stroke, ink);
    drawText(canvas, label, left - text * 0.95, y - text / 2, { ...style, align: 'right' });
  });
  const acrosses = axes.acrossTicks ?? [];
  acrosses.forEach((label, i) => {
    const x = plot.x(i / (acrosses.length - 1));
    canvas.line(x, bottom, x, bottom + text * 0.6, stroke, ink);
    drawText(canvas, label, x, bottom + text, { ...style, align: 'centre' });
  });
  drawText(canvas, axes.across, (left + right) / 2, bottom + text * 2.9, { ...style, align: 'centre' });
  drawText(canvas, axes.up, text * 0.7, (top + bottom) / 2, { ...style, align: 'centre', upright: true });
}

/** Names of groups or lines beside short strokes of their colour. */
export function drawLegend(
  plot: Plot,
  names: readonly string[],
  colours: readonly Colour[],
  x: number,
  y: number,
): void {
  const { canvas, text } = plot;
  names.forEach((name, i) => {
    const row = y + i * text * 1.9;
    canvas.rect(x, row + text * 0.1, text * 1.6, text * 0.8, colours[i] ?? ink);
    drawText(canvas, name, x + text * 2.2, row, { size: text, colour: ink });
  });
}
