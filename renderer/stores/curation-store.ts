/** Edits: sent to the host, shown when they are durable, taken back one by one. */
import { create } from 'zustand';
import type { CorpusQuery, FigureSummary } from '#app/domain/corpus.ts';
import type { CurationChange } from '#app/domain/curation.ts';
import { errorRecord } from '#app/util/error.ts';
import { host } from './client.ts';
import { recordCommand } from './command-line-store.ts';
import { figscopeLine } from './command-text.ts';
import { patchFigures, refreshView } from './corpus-view-store.ts';
import { reloadFigure, useFigureStore } from './figure-store.ts';
import { annotator } from './settings-store.ts';
import { showFailure, showToast } from './toasts-store.ts';

interface CurationState {
  /** When the last change was durable, milliseconds since 1970. */
  readonly savedAt: number | undefined;
  readonly saving: boolean;
  /** Steps that were taken back here and can be brought back. */
  readonly redoable: number;
  /** A change of all that match is under way: figures looked at, of how many, and how to end it. */
  readonly bulk: { readonly done: number; readonly total: number; readonly stop: () => void } | undefined;
}

export const useCurationStore = create<CurationState>()(() => ({
  savedAt: undefined,
  saving: false,
  redoable: 0,
  bulk: undefined,
}));
const { getState, setState } = useCurationStore;

interface Curated {
  readonly figures: readonly FigureSummary[];
  readonly summary: string;
}

/** Answers true when the change is on disk. A refusal is shown with a way to try again. */
export async function changeFigures(
  corpus: string,
  figures: readonly number[],
  change: CurationChange,
  options: { readonly quiet?: boolean } = {},
): Promise<boolean> {
  if (figures.length === 0) return false;
  setState({ saving: true });
  try {
    const curated = await host()['curation.apply']({
      corpus,
      figures: [...figures],
      change,
      by: annotator(),
    });
    durable(corpus, curated, 0);
    const line = changeLine(corpus, figures, change);
    if (line !== undefined) recordCommand(line);
    if (!options.quiet) showDone(corpus, curated.summary);
    return true;
  } catch (error) {
    setState({ saving: false });
    showFailure('Not saved', error, () => void changeFigures(corpus, figures, change, options));
    return false;
  }
}

/** What a change is about: figures by row id, or all that a query holds, `total` of them, with exceptions. */
export type CurationTarget =
  | { readonly kind: 'figures'; readonly figures: readonly number[] }
  | {
      readonly kind: 'matching';
      readonly query: CorpusQuery;
      readonly except: readonly number[];
      readonly total: number;
    };

/** As changeFigures; all that match are named by their query, and the window follows how far it has come. */
export async function changeTarget(
  corpus: string,
  target: CurationTarget,
  change: CurationChange,
): Promise<boolean> {
  if (target.kind === 'figures') return changeFigures(corpus, target.figures, change);
  const { query, except } = target;
  const stop = new AbortController();
  const first = { done: 0, total: target.total, stop: () => stop.abort() };
  setState({ saving: true, bulk: first });
  try {
    const updates = host()['curation.applyToMatching'](
      { corpus, query, except: [...except], change, by: annotator() },
      { signal: stop.signal },
    );
    for await (const { done, total, curated } of updates) {
      setState({ bulk: { ...first, done, total } });
      if (!curated) continue;
      durable(corpus, curated, 0);
      showDone(corpus, curated.summary);
    }
    return true;
  } catch (error) {
    if (stop.signal.aborted) {
      showToast({
        tone: 'info',
        title: `Stopped after ${getState().bulk?.done.toLocaleString('en-GB') ?? 'some'} figures`,
        detail: 'What was changed is one undo step',
        action: { label: 'Undo', keys: 'Ctrl+Z', run: () => void undo(corpus) },
      });
      void refreshView();
    } else showFailure('Not all of it is saved', error);
    return false;
  } finally {
    setState({ saving: false, bulk: undefined });
  }
}

function showDone(corpus: string, summary: string): void {
  showToast({
    tone: 'positive',
    title: summary,
    detail: 'one undo step',
    action: { label: 'Undo', keys: 'Ctrl+Z', run: () => void undo(corpus) },
  });
}

/** Takes back the last step, of one figure when given. */
export const undo = (corpus: string, figure?: number): Promise<void> =>
  step(
    corpus,
    'undo',
    () =>
      host()['curation.undo']({
        corpus,
        by: annotator(),
        ...(figure === undefined ? {} : { figure }),
      }),
    getState().redoable + 1,
    figscopeLine('curate', 'undo', corpus, figure),
  );

/** Brings back the step that was taken back last. */
export const redo = (corpus: string): Promise<void> =>
  step(
    corpus,
    'redo',
    () => host()['curation.redo']({ corpus, by: annotator() }),
    Math.max(0, getState().redoable - 1),
    undefined,
  );

async function step(
  corpus: string,
  kind: 'undo' | 'redo',
  act: () => Promise<Curated>,
  redoable: number,
  line: string | undefined,
): Promise<void> {
  try {
    const curated = await act();
    durable(corpus, curated, redoable);
    if (line) recordCommand(line);
    const opposite =
      kind === 'undo' ? { label: 'Redo', keys: 'Shift+Ctrl+Z' } : { label: 'Undo', keys: 'Ctrl+Z' };
    const run = (): void => void (kind === 'undo' ? redo(corpus) : undo(corpus));
    showToast({ tone: 'info', title: curated.summary, action: { ...opposite, run } });
  } catch (error) {
    const { code } = errorRecord(error);
    if (code === 'not-found' || code === 'conflict') {
      if (kind === 'redo') setState({ redoable: 0 });
      showToast({ tone: 'info', title: kind === 'undo' ? 'Nothing to undo' : 'Nothing to redo' });
    } else {
      showFailure(kind === 'undo' ? 'Not undone' : 'Not redone', error);
    }
  }
}

function durable(corpus: string, curated: Curated, redoable: number): void {
  setState({ savedAt: Date.now(), saving: false, redoable });
  patchFigures(corpus, curated.figures);
  const { corpus: openCorpus, id } = useFigureStore.getState();
  if (openCorpus === corpus && curated.figures.some((figure) => figure.id === id)) void reloadFigure();
}

/** How many figures a line still names one by one; beyond, there is no single command to copy. */
const namedAtMost = 50;

function changeLine(corpus: string, figures: readonly number[], change: CurationChange): string | undefined {
  if (figures.length > namedAtMost) return undefined;
  const [first] = figures;
  const many = figures.length > 1;
  const parts = changeParts(corpus, many ? '$figure' : String(first), change);
  const line = figscopeLine(...parts);
  // The variable must stay readable for the shell, and only it.
  return many ? `for figure in ${figures.join(' ')}; do ${line.replace("'$figure'", '$figure')}; done` : line;
}

function changeParts(corpus: string, figure: string, change: CurationChange): readonly string[] {
  switch (change.kind) {
    case 'status':
      return ['curate', 'set', corpus, figure, '--status', change.status];
    case 'caption':
      return ['curate', 'set', corpus, figure, '--caption', change.caption];
    case 'tags':
      return [
        'curate',
        'tag',
        corpus,
        figure,
        ...change.add.flatMap((tag) => ['--add', tag]),
        ...change.remove.flatMap((tag) => ['--remove', tag]),
      ];
  }
}
