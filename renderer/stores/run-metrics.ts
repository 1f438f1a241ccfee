/**
 * The metrics of runs, outside React: typed arrays that grow at the rate of training, and a counter that components
 * watch at the rate of the screen.
 */
import type { MetricChunk, ValidationPoint } from '#app/domain/run.ts';
import { MinMaxSeries } from '#app/util/min-max-series.ts';
import { follow } from './client.ts';

export const metricNames = [
  'loss',
  'learningRate',
  'logitScale',
  'gradNorm',
  'samplesPerSecond',
  'elapsedMs',
] as const;
export type MetricName = (typeof metricNames)[number];
export type MetricSeries = Readonly<Record<MetricName, MinMaxSeries>>;

/** Steps between two redraws of a curve at most: ten a second are enough for the eye. */
const redrawIntervalMs = 100;

const emptySeries = (): MetricSeries => ({
  loss: new MinMaxSeries(),
  learningRate: new MinMaxSeries(),
  logitScale: new MinMaxSeries(),
  gradNorm: new MinMaxSeries(),
  samplesPerSecond: new MinMaxSeries(),
  elapsedMs: new MinMaxSeries(),
});

export class RunMetrics {
  current = emptySeries();
  /** Stretches that a resumed run wrote anew, oldest first: drawn faintly. */
  abandoned: { readonly loss: MinMaxSeries; readonly resumedAt: number }[] = [];
  validations: ValidationPoint[] = [];
  /** Grows with every change; what components compare. */
  version = 0;
  readonly #run: string;
  readonly #listeners = new Set<() => void>();
  #pending: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  constructor(run: string) {
    this.#run = run;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    watched.set(this.#run, this);
    this.#stop ??= this.#follow();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  };

  readonly getVersion = (): number => this.version;

  /** The log is told until a run ends: one that was resumed is followed anew, from its first step. */
  followAgain(): void {
    if (this.#stop === undefined) return;
    this.#stop();
    this.#stop = this.#follow();
  }

  #follow(): () => void {
    return follow('runs.metrics', { run: this.#run }, (chunk) => this.append(chunk));
  }

  #close(): void {
    this.#stop?.();
    this.#stop = undefined;
    watched.delete(this.#run);
  }

  append(chunk: MetricChunk): void {
    const first = chunk.step[0];
    const last = this.current.loss.length === 0 ? 0 : this.current.loss.x(this.current.loss.length - 1);
    // After a lost connection, or a pause, the log is told from its beginning.
    if (!chunk.reset && first === 1 && last > 0) this.#clear();
    if (chunk.reset && first !== undefined) this.#goBackTo(first);
    for (let row = 0; row < chunk.step.length; row++) {
      for (const name of metricNames) this.current[name].push(chunk.step[row], chunk[name][row]);
    }
    const known = new Set(chunk.validations.map((point) => point.step));
    this.validations = [
      ...this.validations.filter((point) => !known.has(point.step)),
      ...chunk.validations,
    ].sort((a, b) => a.step - b.step);
    this.#announce();
  }

  /** Steps from here on are told again: what was there stays visible as an abandoned stretch. */
  #goBackTo(step: number): void {
    const kept = emptySeries();
    const left = new MinMaxSeries();
    const { loss } = this.current;
    const cut = loss.indexOf(step);
    for (let i = 0; i < loss.length; i++) {
      if (i >= cut) left.push(loss.x(i), loss.y(i));
      else for (const name of metricNames) kept[name].push(loss.x(i), this.current[name].y(i));
    }
    if (left.length > 0) this.abandoned.push({ loss: left, resumedAt: step });
    this.validations = this.validations.filter((point) => point.step < step);
    this.current = kept;
  }

  #clear(): void {
    this.current = emptySeries();
    this.abandoned = [];
    this.validations = [];
  }

  #announce(): void {
    if (this.#pending !== undefined) return;
    this.#pending = setTimeout(() => {
      this.#pending = undefined;
      this.version++;
      for (const listener of this.#listeners) listener();
    }, redrawIntervalMs);
  }
}

/** Runs that somebody watches. */
const watched = new Map<string, RunMetrics>();

/** The metrics of a run: followed while there are listeners, forgotten after the last has left. */
export function runMetricsOf(run: string): RunMetrics {
  return watched.get(run) ?? new RunMetrics(run);
}
