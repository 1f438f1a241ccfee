/** Progress items, at most four in a second. */
import type { IngestItem } from '#app/domain/figure.ts';

/** Shortest time between two progress items. */
const progressIntervalMs = 250;

/** Counts units and says when a progress item is due. `now` is a clock in milliseconds. */
export class Progress {
  private readonly now: () => number;
  private done = 0;
  private total: number | undefined;
  private lastMs: number;

  constructor(total?: number, now: () => number = () => performance.now()) {
    this.total = total;
    this.now = now;
    this.lastMs = now() - progressIntervalMs;
  }

  setTotal(total: number | undefined): void {
    this.total = total;
  }

  /** One more unit is done: at most one item, none while the last is too recent. */
  *advance(detail: string, units = 1): Generator<IngestItem> {
    this.done += units;
    const nowMs = this.now();
    if (nowMs - this.lastMs < progressIntervalMs) return;
    this.lastMs = nowMs;
    // What was counted ahead may be short of a folder that grows; done is never more than the total.
    const total = this.total === undefined ? undefined : Math.max(this.total, this.done);
    yield { kind: 'progress', done: this.done, total, detail };
  }
}
