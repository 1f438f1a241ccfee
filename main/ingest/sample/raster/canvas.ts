/**
 * A small RGB canvas: anti-aliased shapes on a typed array. Coordinates are pixels, pixel (0, 0) covers [0, 1) x [0, 1);
 * colours are 0..255, alpha 0..1. Plain arithmetic only, so that a seed draws the same bytes on every machine.
 */
export type Colour = readonly [red: number, green: number, blue: number];
/** A place in pixels. */
export type Point = readonly [x: number, y: number];

/** Colours that every drawing uses; ink is the black of print. */
export const white: Colour = [255, 255, 255];
export const black: Colour = [0, 0, 0];
export const ink: Colour = [34, 35, 40];

/** The value, or the limit that it passes; 0 to 1 by default. */
export const clamp = (value: number, low = 0, high = 1): number =>
  value < low ? low : value > high ? high : value;

/** The colour at `share` of the way from one to the other. */
export const mixColours = (from: Colour, to: Colour, share: number): Colour => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

/** A picture of RGB bytes and the shapes that can be drawn on it. What falls outside is clipped. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly pixels: Uint8ClampedArray;

  constructor(width: number, height: number, background: Colour = white) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8ClampedArray(width * height * 3);
    this.fill(background);
  }

  fill([red, green, blue]: Colour): void {
    const { pixels } = this;
    if (red === green && green === blue) {
      pixels.fill(red);
      return;
    }
    for (let at = 0; at < pixels.length; at += 3) {
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
    }
  }

  /** Mixes a colour into one pixel; outside the canvas nothing happens. */
  blend(x: number, y: number, colour: Colour, alpha: number): void {
    if (alpha <= 0 || x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const { pixels } = this;
    const at = (y * this.width + x) * 3;
    const red = pixels[at]!;
    const green = pixels[at + 1]!;
    const blue = pixels[at + 2]!;
    pixels[at] = red + (colour[0] - red) * alpha;
    pixels[at + 1] = green + (colour[1] - green) * alpha;
    pixels[at + 2] = blue + (colour[2] - blue) * alpha;
  }

  rect(x: number, y: number, width: number, height: number, colour: Colour, alpha = 1): void {
    const right = x + width;
    const bottom = y + height;
    for (let row = Math.floor(y); row < bottom; row++) {
      const rowCover = Math.min(row + 1, bottom) - Math.max(row, y);
      for (let column = Math.floor(x); column < right; column++) {
        const cover =
          column >= x && column + 1 <= right ? 1 : Math.min(column + 1, right) - Math.max(column, x);
        this.blend(column, row, colour, cover * rowCover * alpha);
      }
    }
  }

  /** Outline of a rectangle, the stroke centred on its edge. */
  frame(x: number, y: number, width: number, height: number, stroke: number, colour: Colour): void {
    const half = stroke / 2;
    this.rect(x - half, y - half, width + stroke, stroke, colour);
    this.rect(x - half, y + height - half, width + stroke, stroke, colour);
    this.rect(x - half, y + half, stroke, height - stroke, colour);
    this.rect(x + width - half, y + half, stroke, height - stroke, colour);
  }

  disc(x: number, y: number, radius: number, colour: Colour, alpha = 1): void {
    this.ellipse(x, y, radius, radius, 0, colour, alpha);
  }

  /** A filled ellipse; its rim fades over `soft` pixels (1 is a plain anti-aliased edge). */
  ellipse(
    x: number,
    y: number,
    radiusX: number,
    radiusY: number,
    angle: number,
    colour: Colour,
    alpha = 1,
    soft = 1,
  ): void {
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const reachX = Math.sqrt((radiusX * cos) ** 2 + (radiusY * sin) ** 2) + soft;
    const reachY = Math.sqrt((radiusX * sin) ** 2 + (radiusY * cos) ** 2) + soft;
    const scale = Math.min(radiusX, radiusY) / soft;
    const [red, green, blue] = colour;
    const { pixels, width } = this;
    const lastRow = Math.min(this.height - 1, Math.ceil(y + reachY));
    const firstColumn = Math.max(0, Math.floor(x - reachX));
    const lastColumn = Math.min(width - 1, Math.ceil(x + reachX));
    for (let row = Math.max(0, Math.floor(y - reachY)); row <= lastRow; row++) {
      const dy = row + 0.5 - y;
      let across = ((firstColumn + 0.5 - x) * cos + dy * sin) / radiusX;
      let along = (dy * cos - (firstColumn + 0.5 - x) * sin) / radiusY;
      let at = (row * width + firstColumn) * 3;
      for (let column = firstColumn; column <= lastColumn; column++, at += 3) {
        const cover = (1 - Math.sqrt(across * across + along * along)) * scale + 0.5;
        across += cos / radiusX;
        along -= sin / radiusY;
        if (cover <= 0) continue;
        const share = cover >= 1 ? alpha : cover * alpha;
        if (share === 1) {
          pixels[at] = red;
          pixels[at + 1] = green;
          pixels[at + 2] = blue;
          continue;
        }
        pixels[at] = pixels[at]! + (red - pixels[at]!) * share;
        pixels[at + 1] = pixels[at + 1]! + (green - pixels[at + 1]!) * share;
        pixels[at + 2] = pixels[at + 2]! + (blue - pixels[at + 2]!) * share;
      }
    }
  }

  /** A straight stroke with round ends. */
  line(x0: number, y0: number, x1: number, y1: number, stroke: number, colour: Colour, alpha = 1): void {
    const reach = stroke / 2 + 0.5;
    const dx = x1 - x0;
    const dy = y1 - y0;
    const squared = dx * dx + dy * dy || 1;
    const steep = Math.abs(dy) > Math.abs(dx);
    // Along the longer axis every row (or column) touches only a short run of pixels.
    const slope = steep ? dx / (dy || 1) : dy / (dx || 1);
    const half = reach * Math.sqrt(1 + slope * slope) + 1;
    const [from, to] = steep ? [Math.min(y0, y1), Math.max(y0, y1)] : [Math.min(x0, x1), Math.max(x0, x1)];
    for (let major = Math.floor(from - reach); major <= to + reach; major++) {
      const offset = clamp(major + 0.5, from, to);
      const centre = steep ? x0 + (offset - y0) * slope : y0 + (offset - x0) * slope;
      for (let minor = Math.floor(centre - half); minor <= centre + half; minor++) {
        const x = steep ? minor : major;
        const y = steep ? major : minor;
        const px = x + 0.5 - x0;
        const py = y + 0.5 - y0;
        const along = clamp((px * dx + py * dy) / squared);
        const distance = Math.sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2);
        this.blend(x, y, colour, clamp(reach - distance) * alpha);
      }
    }
  }

  polyline(points: readonly Point[], stroke: number, colour: Colour, alpha = 1): void {
    for (let i = 1; i < points.length; i++) {
      const [x0, y0] = points[i - 1]!;
      const [x1, y1] = points[i]!;
      this.line(x0, y0, x1, y1, stroke, colour, alpha);
    }
  }

  /** A filled polygon, even-odd rule; four sub-rows a pixel, exact across. */
  polygon(points: readonly Point[], colour: Colour, alpha = 1): void {
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const left = Math.max(0, Math.floor(Math.min(...xs)));
    const right = Math.min(this.width - 1, Math.ceil(Math.max(...xs)));
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(...ys)));
    const cover = new Float32Array(Math.max(0, right + 1));
    const crossings: number[] = [];
    for (let row = Math.max(0, Math.floor(Math.min(...ys))); row <= bottom; row++) {
      cover.fill(0);
      for (let sub = 0; sub < 4; sub++) {
        findCrossings(xs, ys, row + (sub + 0.5) / 4, crossings);
        for (let i = 1; i < crossings.length; i += 2) addSpan(cover, crossings[i - 1]!, crossings[i]!);
      }
      for (let x = left; x <= right; x++) this.blend(x, row, colour, (cover[x]! / 4) * alpha);
    }
  }

  /** Copies another canvas here, its top left corner at (x, y). */
  paste(other: Canvas, x: number, y: number): void {
    const columns = Math.min(other.width, this.width - x);
    for (let row = 0; row < other.height && row + y < this.height; row++) {
      const from = row * other.width * 3;
      this.pixels.set(other.pixels.subarray(from, from + columns * 3), ((row + y) * this.width + x) * 3);
    }
  }
}

/** Where the outline crosses a horizontal, from left to right; replaces what `found` held. */
function findCrossings(xs: readonly number[], ys: readonly number[], y: number, found: number[]): void {
  found.length = 0;
  for (let i = 0, before = xs.length - 1; i < xs.length; before = i++) {
    const y0 = ys[before]!;
    const y1 = ys[i]!;
    if (y0 <= y === y1 <= y) continue;
    const x = xs[before]! + ((y - y0) / (y1 - y0)) * (xs[i]! - xs[before]!);
    let at = found.length;
    for (; at > 0 && found[at - 1]! > x; at--) found[at] = found[at - 1]!;
    found[at] = x;
  }
}

function addSpan(cover: Float32Array, from: number, to: number): void {
  const last = Math.min(cover.length - 1, Math.floor(to));
  for (let x = Math.max(0, Math.floor(from)); x <= last; x++) {
    cover[x] = cover[x]! + Math.max(0, Math.min(to, x + 1) - Math.max(from, x));
  }
}
