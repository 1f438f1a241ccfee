/** One run in memory: its state on disk, its newest numbers, and who watches its metric log. */
import type { TrainEvent } from '#app/contract/compute-worker.ts';
import type { MetricPoint, RunDetail, RunSummary, ValidationPoint } from '#app/domain/run.ts';
import type { RunState } from '#app/domain/run-files.ts';
import { errorRecord } from '#app/util/error.ts';
import { LiveValue } from '#app/util/live-value.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { TrainingCompute } from './training-compute.ts';

export class TrackedRun {
  readonly stored: StoredRun;
  /** Ticks with every appended metric; `ended` closes the tails. */
  readonly ticks: LiveValue<{ ended: boolean }>;
  readonly #store: RunStore;
  readonly #changed: () => void;
  last: MetricPoint | undefined;
  validations: ValidationPoint[] = [];
  /** Of the present attempt. */
  runsOn: TrainingCompute | undefined;

  constructor(store: RunStore, stored: StoredRun, changed: () => void) {
    this.#store = store;
    this.stored = stored;
    this.#changed = changed;
    this.ticks = new LiveValue({ ended: isOver(stored.state.status) });
  }

  get id(): string {
    return this.stored.record.id;
  }

  get status(): RunState['status'] {
    return this.stored.state.status;
  }

  /** Writes the change before anyone hears of it. */
  async change(change: Partial<RunState>): Promise<void> {
    const { pid: _, ...state } = { ...this.stored.state, ...change };
    this.stored.state = isOver(state.status) ? state : { ...state, pid: process.pid };
    await this.#store.saveState(this.stored);
    this.ticks.set({ ended: isOver(this.status) });
    this.#changed();
  }

  async beginSegment(fromStep: number): Promise<void> {
    const startedAt = new Date().toISOString();
    const segment = { fromStep, toStep: fromStep, startedAt, ...this.runsOn };
    await this.change({ segments: [...this.stored.state.segments, segment] });
  }

  /** A run that went back to a checkpoint validates again: the later point of a step counts. */
  addValidation(added: ValidationPoint): void {
    this.validations = [...this.validations.filter(({ step }) => step < added.step), added];
  }

  /** `ended` in words: done, stopped, crashed (SIGKILL). Only the open segment, if there is one, is closed. */
  closedSegments(ended: string): RunState['segments'] {
    return this.stored.state.segments.map((segment) =>
      segment.ended === undefined ? { ...segment, toStep: this.stored.state.step, ended } : segment,
    );
  }

  async fail(error: unknown): Promise<void> {
    await this.change({
      status: 'failed',
      error: errorRecord(error),
      segments: this.closedSegments('failed'),
    });
  }

  /** Takes in what the worker reports while it trains. */
  async apply(event: TrainEvent): Promise<void> {
    switch (event.kind) {
      case 'preparing':
        return;
      case 'started':
        await this.change({
          step: event.fromStep,
          steps: event.steps,
          trainPairs: event.trainPairs,
          parameters: event.parameters,
        });
        await this.beginSegment(event.fromStep);
        return;
      case 'metrics':
        this.last = event.points.at(-1) ?? this.last;
        this.stored.state = { ...this.stored.state, step: this.last?.step ?? this.stored.state.step };
        break;
      case 'validated':
        this.addValidation(event.point);
        break;
      case 'checkpoint':
        await this.change({});
        return;
      case 'ended':
        await this.change({
          status: event.reason,
          step: event.step,
          segments: this.closedSegments(event.reason),
        });
        return;
    }
    this.ticks.set({ ended: false });
    this.#changed();
  }

  summary(): RunSummary {
    const { record, state } = this.stored;
    const etaMs = this.#etaMs();
    const best = bestOf(this.validations);
    return {
      id: record.id,
      corpus: record.corpus,
      preset: record.preset,
      status: state.status,
      step: state.step,
      steps: state.steps,
      createdAt: record.createdAt,
      ...(etaMs === undefined ? {} : { etaMs }),
      ...(this.last ? { last: this.last } : {}),
      ...(best ? { best } : {}),
      ...(state.error ? { error: state.error } : {}),
    };
  }

  detail(checkpoints: number[]): RunDetail {
    const { record, state } = this.stored;
    return {
      ...this.summary(),
      config: record.config,
      segments: state.segments.map((segment) =>
        segment.ended === undefined ? { ...segment, toStep: state.step } : segment,
      ),
      checkpoints,
      validations: this.validations,
      trainPairs: state.trainPairs,
      parameters: state.parameters,
    };
  }

  #etaMs(): number | undefined {
    const { state, record } = this.stored;
    const rate = this.last?.samplesPerSecond ?? 0;
    if (state.status !== 'running' || rate <= 0) return undefined;
    return ((state.steps - state.step) * record.config.batchSize * 1000) / rate;
  }
}

export const isOver = (status: RunState['status']): boolean =>
  status === 'stopped' || status === 'done' || status === 'failed';

/** Highest mean of both directions' R@5; the earlier one when equal. */
function bestOf(points: readonly ValidationPoint[]): ValidationPoint | undefined {
  const score = (point: ValidationPoint) => point.imageToText.r5 + point.textToImage.r5;
  return points.reduce<ValidationPoint | undefined>(
    (best, point) => (best && score(best) >= score(point) ? best : point),
    undefined,
  );
}
