/**
 * Noise for textures, computed once and looked up: smooth clouds (value noise, five octaves) and white grain, each a
 * tile that wraps at its edges. A drawing takes its own offset into the tile, which is far cheaper than noise per pixel.
 */
import { createRandom, type Random } from '#app/util/random.ts';

const tileSize = 256;
const wrap = tileSize - 1;

/** One drawing's view of a tile. */
export interface Texture {
  /** Smooth value in 0..1 at a place in tile pixels; the coarsest features are 64 of these wide. */
  at(x: number, y: number): number;
}

/** Clouds at this drawing's own offset. */
export function cloudTexture(random: Random): Texture {
  const tile = cloudTile();
  const offsetX = random.integer(tileSize);
  const offsetY = random.integer(tileSize);
  return {
    at(x, y) {
      const px = x + offsetX + 4096;
      const py = y + offsetY + 4096;
      // Places are above -4,096, so cutting off the fraction rounds down.
      const column = px | 0;
      const row = py | 0;
      const shareX = px - column;
      const left = column & wrap;
      const right = (column + 1) & wrap;
      const above = (row & wrap) * tileSize;
      const below = ((row + 1) & wrap) * tileSize;
      const top = tile[above + left]! + (tile[above + right]! - tile[above + left]!) * shareX;
      const bottom = tile[below + left]! + (tile[below + right]! - tile[below + left]!) * shareX;
      return top + (bottom - top) * (py - row);
    },
  };
}

/** White grain, -1..1. */
export interface Grain {
  /** The grain of one row of pixels: `noise[(x + start) & mask]` for pixel x. */
  row(y: number): { readonly noise: Float32Array; readonly start: number };
}
/** Keeps a place inside the strip of grain. */
export const grainMask = 4095;

/** Every row starts at a place of its own in a long strip, so that nothing repeats to the eye. */
export function grainTexture(random: Random): Grain {
  const noise = grainStrip();
  const offset = random.integer(grainMask);
  return { row: (y) => ({ noise, start: offset + (Math.imul(y + offset, 2654435) >>> 7) }) };
}

let clouds: Float32Array | undefined;
let grains: Float32Array | undefined;

function cloudTile(): Float32Array {
  if (clouds) return clouds;
  const random = createRandom('cloud tile');
  const tile = new Float32Array(tileSize * tileSize);
  let weight = 0.5;
  for (let cells = 4; cells <= 64; cells *= 2) {
    addOctave(tile, cells, weight, random);
    weight /= 2;
  }
  // Stretched to 0..1, so that thresholds mean the same share of the area in every drawing.
  let low = Infinity;
  let high = -Infinity;
  for (const value of tile) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  for (let i = 0; i < tile.length; i++) tile[i] = (tile[i]! - low) / (high - low);
  clouds = tile;
  return tile;
}

function addOctave(tile: Float32Array, cells: number, weight: number, random: Random): void {
  const lattice = Float32Array.from({ length: cells * cells }, () => random.next());
  const step = tileSize / cells;
  const ease = Float32Array.from({ length: step }, (_, i) => (i / step) ** 2 * (3 - (2 * i) / step));
  for (let y = 0; y < tileSize; y++) {
    const row = Math.floor(y / step);
    const nextRow = ((row + 1) % cells) * cells;
    const shareY = ease[y % step]!;
    for (let x = 0; x < tileSize; x++) {
      const column = Math.floor(x / step);
      const nextColumn = (column + 1) % cells;
      const shareX = ease[x % step]!;
      const a = lattice[row * cells + column]!;
      const b = lattice[row * cells + nextColumn]!;
      const c = lattice[nextRow + column]!;
      const d = lattice[nextRow + nextColumn]!;
      const top = a + (b - a) * shareX;
      tile[y * tileSize + x] =
        tile[y * tileSize + x]! + weight * (top + (c + (d - c) * shareX - top) * shareY);
    }
  }
}

function grainStrip(): Float32Array {
  if (!grains) {
    const random = createRandom('grain');
    grains = Float32Array.from({ length: grainMask + 1 }, () => random.next() + random.next() - 1);
  }
  return grains;
}
