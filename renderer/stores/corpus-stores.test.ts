/** The stores of the corpus against a host in memory: what is shown while answers are on their way, and after. */
import { beforeEach, expect, it, vi } from 'vitest';
import { FigscopeError } from '#app/util/error.ts';
import { type MemoryHost, memoryHost } from '#renderer/test/memory-host.ts';
import { sampleFigures } from '#renderer/test/sample-figures.ts';
import { bindHost } from './client.ts';
import { useCommandLineStore } from './command-line-store.ts';
import {
  beginAt,
  fetchRows,
  followChanges,
  glimpse,
  refreshView,
  leaveUnanswered,
  showQuery,
  useCorpusViewStore,
  viewIds,
} from './corpus-view-store.ts';
import { changeFigures, redo, undo, useCurationStore } from './curation-store.ts';
import { rowAt } from './rows.ts';
import { useToastsStore } from './toasts-store.ts';

const everything = { text: '', filter: '' };
let corpus = '';
let count = 0;
let host: MemoryHost;

const view = () => useCorpusViewStore.getState();
const settled = () => vi.waitFor(() => expect(view().loading).toBe(false));

beforeEach(() => {
  // A new name for each test: the stores keep what they have for a corpus.
  corpus = `corpus-${count++}`;
  host = memoryHost({ name: corpus, figures: sampleFigures(1000) });
  bindHost(host.link);
  useToastsStore.setState({ toasts: [] });
});

it('shows the answer of a query with its first rows and its command line', async () => {
  showQuery(corpus, { text: 'pneumothorax', filter: 'modality:ct year:2010..2015' });
  expect(view().loading).toBe(true);
  await settled();
  await vi.waitFor(() => expect(view().counting).toBe(false));
  expect(view().result?.total).toBe(view().facets.status?.reduce((sum, { count: n }) => sum + n, 0));
  expect(rowAt(view().pages, 0)?.caption).toContain('pneumothorax');
  expect(useCommandLineStore.getState().commands[0]?.line).toBe(
    `figscope query ${corpus} --text pneumothorax --filter 'modality:ct year:2010..2015'`,
  );
});

it('withdraws a question that nobody waits for any more, and asks it again for who comes back', async () => {
  showQuery(corpus, everything);
  leaveUnanswered();
  expect(view()).toMatchObject({ corpus: undefined, loading: false });
  expect(showQuery(corpus, everything)).toBe(true);
  await settled();
  expect(view().result?.total).toBeGreaterThan(0);
  // What was answered stays for who comes back.
  leaveUnanswered();
  expect(view().corpus).toBe(corpus);
});

it('shows only the last of several queries that overtake each other', async () => {
  for (const text of ['p', 'pn', 'radiograph']) showQuery(corpus, { text, filter: '' });
  await settled();
  expect(view().query.text).toBe('radiograph');
  expect(rowAt(view().pages, 0)?.caption).toContain('radiograph');
});

it('begins at the place that was asked for last, also while its answer is on the way', async () => {
  showQuery(corpus, everything);
  expect(beginAt(700)).toBe(true);
  await settled();
  expect(view().start).toBe(700);
  expect(beginAt(3)).toBe(false);
  // A change of the corpus asks again, and leaves the place of the new query as it is.
  showQuery(corpus, { text: '', filter: 'year>=1900' }, 40);
  await refreshView();
  expect(view().start).toBe(40);
});

it('keeps what was shown when a filter cannot be read, and says why', async () => {
  showQuery(corpus, everything);
  await settled();
  showQuery(corpus, { text: '', filter: 'yaer:2015' });
  await settled();
  expect(view().error?.code).toBe('invalid-input');
  expect(view().result?.total).toBe(1000);
});

it('fetches rows where they are looked at and two pages on, each page once; those of a jump before', async () => {
  showQuery(corpus, everything);
  await settled();
  const before = host.calls.filter((name) => name === 'corpus.page').length;
  fetchRows(400, 420);
  fetchRows(405, 425);
  await vi.waitFor(() => expect(rowAt(view().pages, 410)?.id).toBe(410));
  await vi.waitFor(() => expect(rowAt(view().pages, 767)?.id).toBe(767));
  expect(host.calls.filter((name) => name === 'corpus.page').length).toBe(before + 4);
  expect((await viewIds()).length).toBe(1000);
});

it('asks for no page of the places that a row of jumps passes', async () => {
  showQuery(corpus, everything);
  await settled();
  await vi.waitFor(() => expect(rowAt(view().pages, 383)?.id).toBe(383));
  const before = host.calls.filter((name) => name === 'corpus.page').length;
  await glimpse(600, 630);
  expect(rowAt(view().pages, 629)?.id).toBe(629);
  expect(rowAt(view().pages, 630)).toBeUndefined();
  fetchRows(600, 630);
  const overtaken = glimpse(700, 730);
  await Promise.all([overtaken, glimpse(900, 930)]);
  fetchRows(900, 930);
  expect(rowAt(view().pages, 700)).toBeUndefined();
  expect(rowAt(view().pages, 929)?.id).toBe(929);
  expect(host.calls.filter((name) => name === 'corpus.page').length).toBe(before + 3);
  // The view stays: now its pages come.
  await vi.waitFor(() => expect(rowAt(view().pages, 999)?.id).toBe(999));
});

it('says saved only after the answer, and shows facets of the new state', async () => {
  const stop = followChanges(corpus, () => undefined);
  showQuery(corpus, everything);
  await settled();
  useCurationStore.setState({ savedAt: undefined });
  const saving = changeFigures(corpus, [1, 2], { kind: 'status', status: 'rejected' });
  expect(useCurationStore.getState()).toMatchObject({ saving: true, savedAt: undefined });
  expect(await saving).toBe(true);
  expect(useCurationStore.getState().savedAt).toBeTypeOf('number');
  expect(rowAt(view().pages, 1)?.status).toBe('rejected');
  await vi.waitFor(() =>
    expect(view().facets.status?.find(({ value }) => value === 'rejected')?.count).toBe(2),
  );
  stop();
});

it('takes back and brings back, and says when there is nothing more', async () => {
  showQuery(corpus, everything);
  await settled();
  await changeFigures(corpus, [7], { kind: 'tags', add: ['unclear'], remove: [] });
  expect(rowAt(view().pages, 7)?.tags).toContain('unclear');
  await undo(corpus);
  expect(rowAt(view().pages, 7)?.tags).not.toContain('unclear');
  expect(useCurationStore.getState().redoable).toBe(1);
  await redo(corpus);
  expect(rowAt(view().pages, 7)?.tags).toContain('unclear');
  await redo(corpus);
  expect(useToastsStore.getState().toasts.at(-1)?.title).toBe('Nothing to redo');
  expect(useCurationStore.getState().redoable).toBe(0);
});

it('keeps a refused edit visible as a failure that can be tried again', async () => {
  showQuery(corpus, everything);
  await settled();
  useCurationStore.setState({ savedAt: undefined });
  host.failNext('curation.apply', new FigscopeError('storage-full', 'The disk is full.'));
  expect(await changeFigures(corpus, [3], { kind: 'caption', caption: 'New words' })).toBe(false);
  expect(useCurationStore.getState()).toMatchObject({ saving: false, savedAt: undefined });
  const toast = useToastsStore.getState().toasts.at(-1);
  expect(toast).toMatchObject({ tone: 'danger', title: 'Not saved: The disk is full.' });
  expect(toast?.lifeMs).toBeUndefined();
  toast?.action?.run();
  await vi.waitFor(() => expect(rowAt(view().pages, 3)?.caption).toBe('New words'));
});
