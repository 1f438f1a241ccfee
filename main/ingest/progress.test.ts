import { expect, test } from 'vitest';
import { Progress } from './progress.ts';

test('reports at once and then at most four times a second', () => {
  let nowMs = 1000;
  const progress = new Progress(10, () => nowMs);
  const reported: number[] = [];
  for (let unit = 0; unit < 10; unit += 1) {
    for (const item of progress.advance('x')) if (item.kind === 'progress') reported.push(item.done);
    nowMs += 100;
  }
  expect(reported).toEqual([1, 4, 7, 10]);
});
