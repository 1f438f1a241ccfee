/** Rate and time left of a job, from how its progress went so far. */
import type { Progress } from '#app/domain/job.ts';

/** Weight of the newest interval; about the last ten reports count. */
const newest = 0.2;
/** Reports closer together than this are not used for the rate: they measure noise. */
const shortestIntervalMs = 200;

/** A function that completes each report with `ratePerSecond` and `etaMs`, where they can be told. */
export function createEstimator(now: () => number = Date.now): (progress: Progress) => Progress {
  let at: number | undefined;
  let done = 0;
  let rate: number | undefined;
  return (progress) => {
    const time = now();
    if (at === undefined || progress.done < done) {
      at = time;
      done = progress.done;
      rate = undefined;
    } else if (time - at >= shortestIntervalMs) {
      const measured = ((progress.done - done) * 1000) / (time - at);
      rate = rate === undefined ? measured : rate + newest * (measured - rate);
      at = time;
      done = progress.done;
    }
    if (rate === undefined || rate <= 0) return progress;
    const left = progress.total === undefined ? undefined : Math.max(0, progress.total - progress.done);
    return {
      ...progress,
      ratePerSecond: progress.ratePerSecond ?? rate,
      ...(left === undefined ? {} : { etaMs: progress.etaMs ?? (left / rate) * 1000 }),
    };
  };
}
