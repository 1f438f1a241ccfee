/** Smoothing of a curve for the eye. */
import type { CurvePoint } from '#app/util/min-max-series.ts';
import { MinMaxSeries } from '#app/util/min-max-series.ts';

/** An exponential moving average that is not pulled towards its start (the bias is divided out, as in Adam). */
export class SmoothedSeries {
  readonly weight: number;
  readonly #source: MinMaxSeries;
  readonly #smoothed = new MinMaxSeries();
  #average = 0;
  #norm = 0;
  #read = 0;

  /** `weight` in [0, 1): how much of the past is kept at each step; 0 shows the raw values. */
  constructor(source: MinMaxSeries, weight: number) {
    this.#source = source;
    this.weight = weight;
  }

  /** Takes in what was appended since, then gives points as the series would. */
  points(bins: number): CurvePoint[] {
    for (; this.#read < this.#source.length; this.#read++) {
      const value = this.#source.y(this.#read);
      if (!Number.isFinite(value)) continue;
      this.#average = this.weight * this.#average + (1 - this.weight) * value;
      this.#norm = this.weight * this.#norm + (1 - this.weight);
      this.#smoothed.push(this.#source.x(this.#read), this.#average / this.#norm);
    }
    return this.#smoothed.points(bins);
  }
}
