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

test('done is never more than the total', () => {
  const progress = new Progress(1, () => 0);
  progress.setTotal(1);
  expect([...progress.advance('x', 3)]).toEqual([{ kind: 'progress', done: 3, total: 3, detail: 'x' }]);
});
