import { expect, it } from 'vitest';
import { PageQueue } from './page-queue.ts';

/** A queue whose pages come when the test says so. */
function slowQueue() {
  const sent: number[] = [];
  const arrivals = new Map<number, (arrived: boolean) => void>();
  const queue = new PageQueue((page) => {
    sent.push(page);
    return new Promise((resolve) => arrivals.set(page, resolve));
  });
  const arrive = async (page: number, useful = true): Promise<void> => {
    arrivals.get(page)?.(useful);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { queue, sent, arrive };
}

it('sends few at once, the most urgent first', async () => {
  const { queue, sent, arrive } = slowQueue();
  queue.want([7, 8, 9]);
  expect(sent).toEqual([7, 8]);
  await arrive(7);
  expect(sent).toEqual([7, 8, 9]);
});

it('forgets what was scrolled past before it was sent', async () => {
  const { queue, sent, arrive } = slowQueue();
  for (let page = 0; page < 1000; page += 2) queue.want([page, page + 1]);
  expect(sent).toEqual([0, 1]);
  await arrive(0);
  expect(sent).toEqual([0, 1, 998]);
});

it('asks once for a page that is on its way', async () => {
  const { queue, sent, arrive } = slowQueue();
  queue.want([3]);
  queue.want([3, 4]);
  queue.want([3, 4]);
  expect(sent).toEqual([3, 4]);
  await arrive(3);
  expect(sent).toEqual([3, 4]);
});

it('asks again for a page that came too late for what is shown now', async () => {
  const { queue, sent, arrive } = slowQueue();
  queue.want([3]);
  queue.want([3]);
  await arrive(3, false);
  expect(sent).toEqual([3, 3]);
});

it('takes back what is on its way when the view jumps elsewhere', async () => {
  const signals: AbortSignal[] = [];
  const queue = new PageQueue((_page, signal) => {
    signals.push(signal);
    return new Promise(() => undefined);
  });
  queue.want([3, 4, 5]);
  queue.drop();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  queue.want([3]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
});
