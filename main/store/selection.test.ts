import { describe, expect, it } from 'vitest';
import { IntegerColumn } from './integer-column.ts';
import { countInto } from './count-codes.ts';
import { listOf, maskSelection, placeOf, rowsAt, type Selection } from './selection.ts';
import { finish, withTurns, type Steps } from './steps.ts';
import { randomIntegers } from './test-corpus.ts';

/** More rows than a block of the counts has, and no multiple of anything. */
const rows = 50_003;

function selections(): { name: string; selection: Selection; list: number[]; outside: number }[] {
  const random = randomIntegers(4);
  return [1, 2, 700].map((oneIn) => {
    const mask = Uint8Array.from({ length: rows }, () => (random(oneIn) === 0 ? 1 : 0));
    const list = [...mask.keys()].filter((row) => mask[row] === 1);
    return { name: `one row in ${oneIn}`, selection: maskSelection(mask), list, outside: mask.indexOf(0) };
  });
}

describe('a selection', () => {
  it.each(selections())(
    'of $name gives pages, places and counts without a list',
    ({ selection, list, outside }) => {
      expect(selection.total).toBe(list.length);
      expect([...listOf(selection)]).toEqual(list);
      for (const offset of [
        0,
        1,
        17,
        Math.floor(list.length / 2),
        list.length - 3,
        list.length,
        list.length + 9,
      ]) {
        expect([...rowsAt(selection, offset, 60)]).toEqual(list.slice(offset, offset + 60));
      }
      for (const place of [0, 5, list.length - 1]) expect(placeOf(selection, list[place])).toBe(place);
      expect(placeOf(selection, outside)).toBeUndefined();

      const column = new IntegerColumn();
      for (let row = 0; row < rows; row += 1) column.set(row, (row * 7) % 11);
      const counts = [
        selection,
        { kind: 'ids', ids: Uint32Array.from(list), total: list.length } as const,
      ].map((one) => {
        const of = new Uint32Array(256);
        countInto(of, column.values, one);
        return [...of];
      });
      expect(counts[0]).toEqual(counts[1]);
      expect(counts[0].reduce((sum, count) => sum + count, 0)).toBe(list.length);
    },
  );

  it('of everything is arithmetic', () => {
    const all: Selection = { kind: 'all', total: rows };
    expect([...rowsAt(all, rows - 2, 60)]).toEqual([rows - 2, rows - 1]);
    expect(placeOf(all, 31)).toBe(31);
    expect(placeOf(all, rows)).toBeUndefined();
  });
});

describe('work in steps', () => {
  function* work(log: string[]): Steps<string> {
    for (let step = 0; step < 3; step += 1) {
      log.push(`step ${step}`);
      const until = performance.now() + 25;
      while (performance.now() < until);
      yield;
    }
    return 'done';
  }

  it('lets others have their turn in between, or does it all at once', async () => {
    const log: string[] = [];
    const timer = setInterval(() => log.push('turn'), 1);
    expect(await withTurns(work(log))).toBe('done');
    clearInterval(timer);
    expect(log.indexOf('turn')).toBeLessThan(log.lastIndexOf('step 2'));
    expect(finish(work([]))).toBe('done');
  });

  it('ends when it is withdrawn', async () => {
    const stop = new AbortController();
    const log: string[] = [];
    const working = withTurns(work(log), stop.signal);
    stop.abort();
    await expect(working).rejects.toMatchObject({ code: 'cancelled' });
    expect(log).toEqual(['step 0']);
  });
});
