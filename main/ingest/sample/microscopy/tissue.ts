/** Parts that stained tissue sections share: the ground, nuclei, wobbly outlines, and placing things apart. */
import type { Random } from '#app/util/random.ts';
import { Canvas, clamp, mixColours, type Colour, type Point } from '../raster/canvas.ts';
import { cloudTexture, grainMask, grainTexture } from '../raster/noise.ts';

/** A canvas of cloudy ground between two colours; `scale` is texture pixels per image pixel. */
export function cloudyGround(
  random: Random,
  width: number,
  height: number,
  from: Colour,
  to: Colour,
  scale = 0.6,
  stretch = 1,
): Canvas {
  const canvas = new Canvas(width, height);
  const texture = cloudTexture(random);
  const { pixels } = canvas;
  const angle = random.uniform(0, Math.PI);
  const cos = Math.cos(angle) * scale;
  const sin = Math.sin(angle) * scale;
  const [red, green, blue] = from;
  const [spanRed, spanGreen, spanBlue] = [to[0] - red, to[1] - green, to[2] - blue];
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const share = texture.at(x * cos + y * sin, (y * cos - x * sin) * stretch);
      pixels[at++] = red + spanRed * share;
      pixels[at++] = green + spanGreen * share;
      pixels[at++] = blue + spanBlue * share;
    }
  }
  return canvas;
}

/** Adds grey-level noise of this height to every pixel. */
export function addGrain(canvas: Canvas, random: Random, height: number): void {
  const grain = grainTexture(random);
  const { pixels, width } = canvas;
  for (let y = 0, at = 0; y < canvas.height; y++) {
    const { noise: strip, start } = grain.row(y);
    for (let x = 0; x < width; x++, at += 3) {
      const noise = strip[(x + start) & grainMask]! * height;
      pixels[at] = pixels[at]! + noise;
      pixels[at + 1] = pixels[at + 1]! + noise;
      pixels[at + 2] = pixels[at + 2]! + noise;
    }
  }
}

/** A closed outline around (x, y) whose radius wobbles by `roughness` (a share of the radius). */
export function blob(
  random: Random,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  roughness: number,
  angle = 0,
): Point[] {
  const corners = 28;
  const phases = [random.uniform(0, 6.28), random.uniform(0, 6.28), random.uniform(0, 6.28)];
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return Array.from({ length: corners }, (_, i) => {
    const turn = (i / corners) * 2 * Math.PI;
    const wobble =
      1 +
      roughness *
        (0.5 * Math.sin(2 * turn + phases[0]!) +
          0.35 * Math.sin(3 * turn + phases[1]!) +
          0.3 * Math.sin(5 * turn + phases[2]!));
    const across = Math.cos(turn) * radiusX * wobble;
    const along = Math.sin(turn) * radiusY * wobble;
    return [x + across * cos - along * sin, y + across * sin + along * cos];
  });
}

/** Up to `count` places in the rectangle at least `gap` apart; gives up where no room is left. */
export function placesApart(
  random: Random,
  count: number,
  width: number,
  height: number,
  gap: number,
  margin = 0,
): Point[] {
  const places: Point[] = [];
  const cell = Math.max(gap, 1);
  const columns = Math.ceil(width / cell) + 1;
  const grid = new Map<number, Point[]>();
  for (let attempt = 0; attempt < count * 6 && places.length < count; attempt++) {
    const x = random.uniform(margin, width - margin);
    const y = random.uniform(margin, height - margin);
    const column = Math.floor(x / cell);
    const row = Math.floor(y / cell);
    let free = true;
    for (let near = 0; near < 9 && free; near++) {
      const key = (row + Math.floor(near / 3) - 1) * columns + column + (near % 3) - 1;
      free = !grid.get(key)?.some(([px, py]) => (px - x) ** 2 + (py - y) ** 2 < gap * gap);
    }
    if (!free) continue;
    const place: Point = [x, y];
    places.push(place);
    const key = row * columns + column;
    grid.set(key, [...(grid.get(key) ?? []), place]);
  }
  return places;
}

export interface NucleusStyle {
  readonly colour: Colour;
  readonly radius: number;
  /** Length over width. */
  readonly stretch: number;
  readonly angle?: number;
}

/** A nucleus: a dark oval of uneven stain with a darker rim. */
export function drawNucleus(canvas: Canvas, random: Random, x: number, y: number, style: NucleusStyle): void {
  const tint = random.uniform(-0.16, 0.16);
  const colour = mixColours(style.colour, tint < 0 ? [30, 10, 50] : [235, 205, 230], Math.abs(tint));
  const radius = style.radius * random.uniform(0.82, 1.15);
  const angle = style.angle ?? random.uniform(0, Math.PI);
  const long = radius * Math.sqrt(style.stretch);
  const short = radius / Math.sqrt(style.stretch);
  canvas.ellipse(x, y, long, short, angle, mixColours(colour, [20, 5, 40], 0.3), 0.9, 1.4);
  canvas.ellipse(
    x - radius * 0.1,
    y - radius * 0.1,
    long * 0.72,
    short * 0.72,
    angle,
    mixColours(colour, [255, 240, 255], 0.2),
    0.65,
    2,
  );
  if (radius > 4)
    canvas.disc(
      x + radius * 0.22,
      y + radius * 0.12,
      clamp(radius * 0.2, 0.8, 2.4),
      mixColours(colour, [10, 0, 30], 0.55),
      0.8,
    );
}
