import { describe, expect, it } from 'vitest';
import { createEstimator } from './estimator.ts';

function estimatorAt() {
  const clock = { ms: 0 };
  const estimate = createEstimator(() => clock.ms);
  return (ms: number, done: number, total?: number) => {
    clock.ms = ms;
    return estimate({ done, unit: 'figures', detail: '', ...(total === undefined ? {} : { total }) });
  };
}

describe('the estimator of a job', () => {
  it('says nothing about the rate before there is an interval to measure', () => {
    const at = estimatorAt();
    expect(at(0, 0, 100)).toEqual({ done: 0, total: 100, unit: 'figures', detail: '' });
    expect(at(150, 50, 100)).not.toHaveProperty('ratePerSecond');
  });

  it('tells rate and time left of steady progress', () => {
    const at = estimatorAt();
    at(0, 0, 100);
    expect(at(1000, 10, 100)).toMatchObject({ ratePerSecond: 10, etaMs: 9000 });
    expect(at(2000, 20, 100)).toMatchObject({ ratePerSecond: 10, etaMs: 8000 });
  });

  it('follows a change of pace without jumping to it', () => {
    const at = estimatorAt();
    at(0, 0, 1000);
    at(1000, 10, 1000);
    expect(at(2000, 110, 1000).ratePerSecond).toBeCloseTo(10 + 0.2 * 90, 9);
  });

  it('has a rate but no end while the size of the work is unknown', () => {
    const at = estimatorAt();
    at(0, 0);
    const later = at(1000, 5);
    expect(later).toMatchObject({ ratePerSecond: 5 });
    expect(later).not.toHaveProperty('etaMs');
  });

  it('begins anew when another part of the job begins to count', () => {
    const at = estimatorAt();
    at(0, 0, 100);
    at(1000, 100, 100);
    expect(at(2000, 0, 50)).not.toHaveProperty('ratePerSecond');
    expect(at(3000, 25, 50)).toMatchObject({ ratePerSecond: 25, etaMs: 1000 });
  });

  it('never promises a negative time, and stands back for what the worker measured itself', () => {
    const at = estimatorAt();
    at(0, 0, 10);
    expect(at(1000, 12, 10).etaMs).toBe(0);
    const estimate = createEstimator(() => 0);
    expect(estimate({ done: 1, unit: 'steps', detail: '', etaMs: 42 }).etaMs).toBe(42);
  });
});
