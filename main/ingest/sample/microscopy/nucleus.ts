/** Nuclei as haematoxylin shows them. */
import type { Random } from '#app/util/random.ts';
import { type Canvas, clamp, type Colour, mixColours } from '../raster/canvas.ts';

/** How a nucleus looks; the radius is in pixels. */
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
