import { expect, it } from 'vitest';
import { RunMetrics } from '#renderer/stores/run-metrics.ts';
import { alongAxis, axisX } from './axis-x.ts';

/** Half a second for each of 300 steps. */
function measured(): RunMetrics {
  const metrics = new RunMetrics('run');
  const step = Float64Array.from({ length: 300 }, (_, i) => i + 1);
  const elapsedMs = step.map((at) => at * 500);
  const none = new Float64Array(300);
  metrics.append({
    reset: false,
    step,
    loss: none,
    learningRate: none,
    logitScale: none,
    gradNorm: none,
    samplesPerSecond: none,
    elapsedMs,
    validations: [],
  });
  return metrics;
}

const detail = { config: { batchSize: 64 }, trainPairs: 960 };

it('draws over steps, passes and pairs', () => {
  const metrics = measured();
  expect(axisX('step', 450, detail, metrics)).toMatchObject({ end: 450 });
  expect(axisX('epoch', 450, detail, metrics).end).toBe(30);
  expect(axisX('pairs', 450, detail, metrics).at(2)).toBe(128);
  expect(axisX('epoch', 0, undefined, metrics).end).toBeUndefined();
});

it('draws over time in seconds, then in minutes', () => {
  const axis = axisX('time', 450, detail, measured());
  expect(alongAxis([{ x: 240, y: 1 }], axis)).toEqual([{ x: 2, y: 1 }]);
  expect(axis.format(2)).toBe('2 m');
  expect(axisX('time', 450, detail, new RunMetrics('run')).at(3)).toBe(0);
});
