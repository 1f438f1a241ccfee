/**
 * A growing curve that can be drawn at any size in constant time. Level k keeps, for every block of 2^k samples, where
 * its smallest and its largest value are; blocks start at sample 0, so a drawn curve does not flicker as it grows, and
 * no spike is ever lost. Values that are not finite are kept but drawn apart.
 */

const noSample = 0xffffffff;

interface Level {
  readonly blockSize: number;
  /** Sample index of the smallest and largest finite value of each block; `noSample` when there is none. */
  minimum: Uint32Array;
  maximum: Uint32Array;
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

export class MinMaxSeries {
  #x = new Float64Array(1024);
  #y = new Float64Array(1024);
  #levels: Level[] = [];
  #length = 0;
  /** Samples whose value is NaN or infinite. */
  #gaps: number[] = [];

  get length(): number {
    return this.#length;
  }

  x(index: number): number {
    return this.#x[index];
  }

  y(index: number): number {
    return this.#y[index];
  }

  /** x of the samples that have no finite value. */
  gaps(): readonly number[] {
    return this.#gaps.map((index) => this.#x[index]);
  }

  /** `x` must not be smaller than the one before. */
  push(x: number, y: number): void {
    const index = this.#length;
    if (index === this.#x.length) {
      this.#x = grown(this.#x);
      this.#y = grown(this.#y);
    }
    this.#x[index] = x;
    this.#y[index] = y;
    this.#length = index + 1;
    if (Number.isFinite(y)) this.#index(index);
    else this.#gaps.push(index);
  }

  /** At most 2 * bins points from sample `from` on (aligned down to a block), in order of x. */
  points(bins: number, from = 0): CurvePoint[] {
    const wanted = this.#length - from;
    if (wanted <= bins * 2) return this.#raw(from);
    const level = Math.ceil(Math.log2(wanted / bins));
    const { blockSize, minimum, maximum } = this.#level(level);
    const points: CurvePoint[] = [];
    const last = Math.floor((this.#length - 1) / blockSize);
    for (let block = Math.floor(from / blockSize); block <= last; block++) {
      const [low, high] = [minimum[block], maximum[block]];
      if (low === noSample) continue;
      const [first, second] = low <= high ? [low, high] : [high, low];
      points.push({ x: this.#x[first], y: this.#y[first] });
      if (second !== first) points.push({ x: this.#x[second], y: this.#y[second] });
    }
    return points;
  }

  /** First sample whose x is at least the given one. */
  indexOf(x: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#x[middle] < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #raw(from: number): CurvePoint[] {
    const points: CurvePoint[] = [];
    for (let i = from; i < this.#length; i++) {
      if (Number.isFinite(this.#y[i])) points.push({ x: this.#x[i], y: this.#y[i] });
    }
    return points;
  }

  /** Levels are made when a view first needs them and kept up to date from then on. */
  #level(number: number): Level {
    while (this.#levels.length < number) {
      const blockSize = 2 ** (this.#levels.length + 1);
      const blocks = Math.ceil(this.#x.length / blockSize);
      this.#levels.push({ blockSize, minimum: empty(blocks), maximum: empty(blocks) });
      for (let i = 0; i < this.#length; i++) {
        if (Number.isFinite(this.#y[i])) this.#enter(this.#levels[this.#levels.length - 1], i);
      }
    }
    return this.#levels[number - 1];
  }

  #index(sample: number): void {
    for (const level of this.#levels) this.#enter(level, sample);
  }

  #enter(level: Level, sample: number): void {
    const block = Math.floor(sample / level.blockSize);
    if (block >= level.minimum.length) {
      level.minimum = grownIndices(level.minimum);
      level.maximum = grownIndices(level.maximum);
    }
    const low = level.minimum[block];
    const high = level.maximum[block];
    if (low === noSample || this.#y[sample] < this.#y[low]) level.minimum[block] = sample;
    if (high === noSample || this.#y[sample] > this.#y[high]) level.maximum[block] = sample;
  }
}

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}

const empty = (length: number): Uint32Array => new Uint32Array(length).fill(noSample);

function grownIndices(indices: Uint32Array): Uint32Array {
  const larger = empty(indices.length * 2);
  larger.set(indices);
  return larger;
}
