/**
 * A plane of brightness for grey images (radiology, electron microscopy, gels): shapes are added or mixed in, then the
 * plane becomes a canvas. Coordinates are isotropic: the centre is (0, 0) and the shorter side spans -1..1, so what lies
 * inside that square survives a centre crop. The plane is drawn at half the final resolution and enlarged: phantoms
 * are smooth, and grain is added at full resolution.
 */
import type { Random } from '#app/util/random.ts';
import { black, Canvas, clamp, type Colour } from './canvas.ts';
import { grainMask, grainTexture, type Texture } from './noise.ts';

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothStep(low: number, high: number, value: number): number {
  const share = clamp((value - low) / (high - low));
  return share * share * (3 - 2 * share);
}

/** A bell of height 1 around 0; close to a Gaussian of this width, and cheaper. */
export function bell(distance: number, width: number): number {
  const squared = (distance / width) ** 2 / 6;
  if (squared >= 1) return 0;
  const flank = 1 - squared;
  return flank * flank * flank;
}

/** An ellipse in units of the field, turned by `angle` radians. */
export interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
  readonly angle?: number;
  /** Width of the fading rim as a share of the radius. */
  readonly soft?: number;
  /** A rectangle with round corners instead. */
  readonly square?: boolean;
}

/** Final size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Soft ellipses along a chain of points: cheap, and round at the joints. */
function along(points: readonly (readonly [number, number])[], width: number): Ellipse[] {
  return points.slice(1).map(([x1, y1], i) => {
    const [x0, y0] = points[i]!;
    const length = Math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2);
    const middle = { x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
    const angle = Math.atan2(y1 - y0, x1 - x0);
    return { ...middle, radiusX: length / 2 + width * 0.5, radiusY: width, angle, soft: 0.9 };
  });
}

/** The plane before it is bent; kept, since every drawing needs one. */
let scratch = new Float32Array(0);

/** A plane of brightness at half the final resolution. */
export class Field {
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns], 0..1 when shown. */
  readonly values: Float32Array;
  /** Plane pixels per unit. */
  readonly unit: number;
  readonly #target: Size;

  constructor(target: Size, level = 0) {
    this.#target = target;
    this.columns = Math.ceil(target.width / 2) + 1;
    this.rows = Math.ceil(target.height / 2) + 1;
    this.unit = Math.min(this.columns, this.rows) / 2;
    this.values = new Float32Array(this.columns * this.rows).fill(level);
  }

  /** Replaces every value by what `shade` makes of it and its place. */
  each(shade: (value: number, x: number, y: number) => number): void {
    const { columns, rows, values, unit } = this;
    for (let row = 0; row < rows; row++) {
      const y = (row + 0.5 - rows / 2) / unit;
      for (let column = 0; column < columns; column++) {
        const at = row * columns + column;
        values[at] = shade(values[at]!, (column + 0.5 - columns / 2) / unit, y);
      }
    }
  }

  /** Adds `amount` inside an ellipse, fading over its rim. */
  add(ellipse: Ellipse, amount: number): void {
    this.#within(ellipse, (value, cover) => value + amount * cover);
  }

  /** Pulls values towards `level` inside an ellipse; `share` 1 replaces them. */
  mix(ellipse: Ellipse, level: number, share = 1): void {
    this.#within(ellipse, (value, cover) => value + (level - value) * cover * share);
  }

  /** Raises values to at least `level` inside an ellipse; overlapping ones do not add up. */
  lighten(ellipse: Ellipse, level: number): void {
    this.#within(ellipse, (value, cover) => Math.max(value, level * cover));
  }

  /** Adds `amount` on the rim of an ellipse, `thickness` as a share of the radius. */
  ring(ellipse: Ellipse, amount: number, thickness: number): void {
    this.#visit(ellipse, 1 + thickness * 3, (at, distance) => {
      this.values[at] = this.values[at]! + amount * bell(distance - 1, thickness);
    });
  }

  /** Adds `amount` along a stroke of this width (units), fading to its sides. */
  stroke(points: readonly (readonly [number, number])[], width: number, amount: number): void {
    for (const ellipse of along(points, width)) this.add(ellipse, amount);
  }

  /** A strand of this width (units) and brightness, even where its parts overlap. */
  strand(points: readonly (readonly [number, number])[], width: number, level: number): void {
    for (const ellipse of along(points, width)) this.lighten(ellipse, level);
  }

  /**
   * Bends the picture as the texture says, by up to `reach` units; `scale` is texture pixels per unit. Two fields bent
   * with one texture stay in register.
   */
  warp(texture: Texture, reach: number, scale: number): void {
    const { columns, rows, values, unit } = this;
    if (scratch.length < values.length) scratch = new Float32Array(values.length);
    const source = scratch;
    source.set(values);
    const push = reach * unit * 2;
    // The bend is smooth, so it is looked up at every fourth place and taken straight between.
    const step = 4;
    const knots = Math.ceil(columns / step) + 1;
    const bendX = new Float32Array(knots);
    const bendY = new Float32Array(knots);
    for (let row = 0; row < rows; row++) {
      const y = (Math.floor(row / step) * step * scale) / unit;
      const nextY = y + (step * scale) / unit;
      const shareY = (row % step) / step;
      for (let knot = 0; knot < knots; knot++) {
        const x = (knot * step * scale) / unit;
        const [across, acrossNext] = [texture.at(x, y), texture.at(x, nextY)];
        const [along, alongNext] = [texture.at(x + 97, y + 41), texture.at(x + 97, nextY + 41)];
        bendX[knot] = (across + (acrossNext - across) * shareY - 0.5) * push;
        bendY[knot] = (along + (alongNext - along) * shareY - 0.5) * push;
      }
      for (let column = 0; column < columns; column++) {
        const knot = (column / step) | 0;
        const share = (column % step) / step;
        const fromX = clamp(
          column + bendX[knot]! + (bendX[knot + 1]! - bendX[knot]!) * share,
          0,
          columns - 1.001,
        );
        const fromY = clamp(row + bendY[knot]! + (bendY[knot + 1]! - bendY[knot]!) * share, 0, rows - 1.001);
        const left = fromX | 0;
        const top = fromY | 0;
        const at = top * columns + left;
        const shareX = fromX - left;
        const above = source[at]! + (source[at + 1]! - source[at]!) * shareX;
        const below = source[at + columns]! + (source[at + columns + 1]! - source[at + columns]!) * shareX;
        values[row * columns + column] = above + (below - above) * (fromY - top);
      }
    }
  }

  #within(ellipse: Ellipse, change: (value: number, cover: number) => number): void {
    const soft = ellipse.soft ?? 0.15;
    const { values } = this;
    this.#visit(ellipse, 1 + soft / 2, (at, distance) => {
      const cover = 1 - smoothStep(1 - soft / 2, 1 + soft / 2, distance);
      if (cover > 0) values[at] = change(values[at]!, cover);
    });
  }

  #visit(ellipse: Ellipse, reach: number, visit: (at: number, distance: number) => void): void {
    const { columns, rows, unit } = this;
    const angle = ellipse.angle ?? 0;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const corner = ellipse.square ? 1.2 : 1;
    const reachX =
      Math.sqrt((ellipse.radiusX * cos) ** 2 + (ellipse.radiusY * sin) ** 2) * reach * unit * corner;
    const reachY =
      Math.sqrt((ellipse.radiusX * sin) ** 2 + (ellipse.radiusY * cos) ** 2) * reach * unit * corner;
    const centreX = ellipse.x * unit + columns / 2;
    const centreY = ellipse.y * unit + rows / 2;
    const lastRow = Math.min(rows - 1, Math.ceil(centreY + reachY));
    const lastColumn = Math.min(columns - 1, Math.ceil(centreX + reachX));
    for (let row = Math.max(0, Math.floor(centreY - reachY)); row <= lastRow; row++) {
      const dy = (row + 0.5 - centreY) / unit;
      for (let column = Math.max(0, Math.floor(centreX - reachX)); column <= lastColumn; column++) {
        const dx = (column + 0.5 - centreX) / unit;
        const across = (dx * cos + dy * sin) / ellipse.radiusX;
        const along = (dy * cos - dx * sin) / ellipse.radiusY;
        const squared = across * across;
        const other = along * along;
        const distance = ellipse.square
          ? Math.sqrt(Math.sqrt(squared * squared + other * other))
          : Math.sqrt(squared + other);
        if (distance <= reach) visit(row * columns + column, distance);
      }
    }
  }

  /** One row of the final size: fills `line` with the enlarged values and returns it. */
  line(y: number, line: Float32Array): Float32Array {
    const { columns, values } = this;
    const above = (y >> 1) * columns;
    const below = above + (y & 1 ? columns : 0);
    let left = values[above]! + values[below]!;
    for (let x = 0, column = 1; x < line.length; x += 2, column++) {
      const right = values[above + column]! + values[below + column]!;
      line[x] = left * 0.5;
      line[x + 1] = (left + right) * 0.25;
      left = right;
    }
    return line;
  }

  /** The picture at final size. `grain` is the noise's height in grey levels; `ramp` maps 0..1 to a colour. */
  toCanvas(random: Random, grain = 6, ramp?: (value: number) => Colour): Canvas {
    const { width, height } = this.#target;
    const canvas = new Canvas(width, height, black);
    const { pixels } = canvas;
    const texture = grainTexture(random);
    const table = colourTable(ramp ?? ((value) => [value * 255, value * 255, value * 255]));
    const line = new Float32Array(width);
    for (let y = 0, to = 0; y < height; y++) {
      this.line(y, line);
      const { noise, start } = texture.row(y);
      for (let x = 0; x < width; x++, to += 3) {
        const level = line[x]! * 255 + noise[(x + start) & grainMask]! * grain;
        const from = level <= 0 ? 0 : level >= 255 ? 765 : ((level + 0.5) | 0) * 3;
        pixels[to] = table[from]!;
        pixels[to + 1] = table[from + 1]!;
        pixels[to + 2] = table[from + 2]!;
      }
    }
    return canvas;
  }
}

/** The colours of 256 levels, [256, 3]. */
export function colourTable(ramp: (value: number) => Colour): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 3);
  for (let level = 0; level < 256; level++) table.set(ramp(level / 255), level * 3);
  return table;
}
