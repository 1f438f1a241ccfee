/** Ways to cover a canvas pixel by pixel: cloudy grounds, fields as paint, light of several dyes, grain. */
import type { Random } from '#app/util/random.ts';
import { Canvas, type Colour, mixColours } from './canvas.ts';
import { colourTable, Field, type Size } from './field.ts';
import { cloudTexture, grainMask, grainTexture } from './noise.ts';

/** A canvas of cloudy ground between two colours; `scale` is texture pixels per image pixel. */
export function cloudyGround(
  random: Random,
  size: Size,
  from: Colour,
  to: Colour,
  scale = 0.6,
  stretch = 1,
): Canvas {
  const field = new Field(size);
  const texture = cloudTexture(random);
  const angle = random.uniform(0, Math.PI);
  const cos = Math.cos(angle) * scale * 2 * field.unit;
  const sin = Math.sin(angle) * scale * 2 * field.unit;
  field.each((_, x, y) => texture.at(x * cos + y * sin, (y * cos - x * sin) * stretch));
  return field.toCanvas(random, 0, (share) => mixColours(from, to, share));
}

/** Blends `ramp` of the shade into the canvas, as opaque as the cover says. Both fields have the canvas's size. */
export function paintFields(
  canvas: Canvas,
  shade: Field,
  cover: Field,
  ramp: (value: number) => Colour,
): void {
  const table = colourTable(ramp);
  const { pixels, width, height } = canvas;
  const alphas = new Float32Array(width);
  const levels = new Float32Array(width);
  for (let y = 0, at = 0; y < height; y++) {
    cover.line(y, alphas);
    shade.line(y, levels);
    for (let x = 0; x < width; x++, at += 3) {
      const alpha = alphas[x]!;
      if (alpha <= 0) continue;
      const level = levels[x]!;
      const from = (level <= 0 ? 0 : level >= 1 ? 255 : (level * 255 + 0.5) | 0) * 3;
      const red = pixels[at]!;
      const green = pixels[at + 1]!;
      const blue = pixels[at + 2]!;
      pixels[at] = red + (table[from]! - red) * alpha;
      pixels[at + 1] = green + (table[from + 1]! - green) * alpha;
      pixels[at + 2] = blue + (table[from + 2]! - blue) * alpha;
    }
  }
}

/** Adds the light of several dyes over a dark ground. */
export function mergeChannels(
  random: Random,
  size: Size,
  channels: readonly { readonly field: Field; readonly colour: Colour }[],
): Canvas {
  const { width, height } = size;
  const canvas = new Canvas(width, height, [3, 3, 6]);
  const grain = grainTexture(random);
  const { pixels } = canvas;
  const line = new Float32Array(width);
  for (const { field, colour } of channels) {
    const [red, green, blue] = colour;
    for (let y = 0, at = 0; y < height; y++) {
      field.line(y, line);
      const { noise, start } = grain.row(y);
      for (let x = 0; x < width; x++, at += 3) {
        const light = line[x]! * (1 + noise[(x + start) & grainMask]! * 0.16);
        if (light < 0.004) continue;
        pixels[at] = pixels[at]! + red * light;
        pixels[at + 1] = pixels[at + 1]! + green * light;
        pixels[at + 2] = pixels[at + 2]! + blue * light;
      }
    }
  }
  return canvas;
}

/** Adds grey-level noise of this height to every pixel. */
export function addGrain(canvas: Canvas, random: Random, height: number): void {
  const grain = grainTexture(random);
  const { pixels, width } = canvas;
  // Whole numbers: sums of bytes and integers are stored without rounding, which is twice as fast.
  const steps = Int8Array.from(grain.row(0).noise, (noise) => Math.round(noise * height));
  for (let y = 0, at = 0; y < canvas.height; y++) {
    const { start } = grain.row(y);
    for (let x = 0; x < width; x++, at += 3) {
      const step = steps[(x + start) & grainMask]!;
      pixels[at] = pixels[at]! + step;
      pixels[at + 1] = pixels[at + 1]! + step;
      pixels[at + 2] = pixels[at + 2]! + step;
    }
  }
}

/** A scale bar near the lower right corner, inside the square that a centre crop keeps. */
export function addScaleBar(canvas: Canvas, colour: Colour): void {
  const { width, height } = canvas;
  const short = Math.min(width, height);
  const length = short * 0.17;
  canvas.rect(
    (width + short) / 2 - length - short * 0.045,
    height - short * 0.065,
    length,
    short * 0.02,
    colour,
  );
}
