import { expect, test } from 'vitest';
import type { FigureRecord } from '#app/domain/figure.ts';
import { openCorpus } from './corpus.ts';
import { applyCuration } from './curation.ts';
import { figureDetail } from './figure-detail.ts';
import { historyOf } from './history.ts';
import { queryCorpus } from './query.ts';
import { temporaryFolder, testRecords, writeRecords } from './test-corpus.ts';
import { undoCuration } from './revert.ts';

/** Ten figures; the fourth was rejected, tagged and its caption edited where it comes from. */
const records: readonly FigureRecord[] = [...testRecords(10)].map((record, row) =>
  row === 3
    ? {
        ...record,
        caption: 'A sphygmomanometer, corrected.',
        curation: { status: 'rejected', tags: ['blurred'], originalCaption: 'A thermometer.' },
      }
    : { ...record, caption: 'Something else.' },
);

const matches = (corpus: ReturnType<typeof openCorpus>, text: string, filter = ''): number =>
  queryCorpus(corpus, { text, filter }, []).total;

test('decisions of another corpus arrive with their figures, and stay when edits here are undone', () => {
  using folder = temporaryFolder();
  writeRecords(folder.path, records);
  using corpus = openCorpus(folder.path, 'test');
  expect(figureDetail(corpus, 3)).toMatchObject({
    caption: 'A sphygmomanometer, corrected.',
    originalCaption: 'A thermometer.',
    curation: { status: 'rejected', tags: ['blurred'], captionEdited: true },
  });
  expect(historyOf(corpus, 3).map(({ by, field, after }) => [by, field, after])).toEqual([
    ['import', 'caption', 'A sphygmomanometer, corrected.'],
    ['import', 'tags', '["blurred"]'],
    ['import', 'status', 'rejected'],
  ]);
  expect(matches(corpus, 'sphygmomanometer', 'status:rejected tag:blurred')).toBe(1);
  expect(matches(corpus, 'thermometer')).toBe(0);
  expect(() => undoCuration(corpus, 'Ada')).toThrow('There is nothing to undo.');

  applyCuration(corpus, [3], { kind: 'status', status: 'accepted' }, 'Ada');
  undoCuration(corpus, 'Ada');
  expect(figureDetail(corpus, 3).curation.status).toBe('rejected');
});

test('a second import leaves what was decided here since', () => {
  using folder = temporaryFolder();
  writeRecords(folder.path, records);
  {
    using corpus = openCorpus(folder.path, 'test');
    applyCuration(corpus, [3], { kind: 'status', status: 'accepted' }, 'Ada');
  }
  writeRecords(folder.path, records);
  using corpus = openCorpus(folder.path, 'test');
  expect(corpus.rows).toBe(10);
  expect(figureDetail(corpus, 3).curation.status).toBe('accepted');
  expect(historyOf(corpus, 3)).toHaveLength(4);
});
