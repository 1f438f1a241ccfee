/** The import dialog: what was dropped or chosen, the upload, and the job that came of it. */
import { create } from 'zustand';
import type { ImportOptions, PmcSelection } from '#app/contract/imports.ts';
import { errorRecord, toFigscopeError } from '#app/util/error.ts';
import { host } from './client.ts';
import { recordCommand } from './command-line-store.ts';
import { figscopeLine, option } from './command-text.ts';
import { type ChosenSource, sendToHost, sourceName, type UploadProgress } from './upload.ts';

/** Where the figures come from. */
export type ImportSource = ChosenSource;

export type ImportPhase =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'uploading'; readonly progress: UploadProgress | undefined }
  | { readonly kind: 'running'; readonly job: string };

export interface ImportState {
  readonly open: boolean;
  readonly source: ImportSource | undefined;
  /** The corpus to propose. */
  readonly corpus: string | undefined;
  readonly phase: ImportPhase;
  readonly error: { readonly message: string; readonly remedy?: string } | undefined;
}

const closed: ImportState = {
  open: false,
  source: undefined,
  corpus: undefined,
  phase: { kind: 'choosing' },
  error: undefined,
};

export const useImportStore = create<ImportState>()(() => closed);
const { getState, setState } = useImportStore;

let uploading = new AbortController();

/** Opens the dialog; with a source it has already been chosen (a drop on the window). */
export function openImport(source?: ImportSource, corpus?: string): void {
  const now = getState();
  if (now.open && now.phase.kind === 'uploading') return;
  setState({ ...closed, open: true, source: source ?? now.source, corpus: corpus ?? now.corpus });
}

/** Closes the dialog. An upload is stopped; a job that has started goes on. */
export function closeImport(): void {
  uploading.abort();
  setState(closed);
}

export const chooseSource = (source: ImportSource | undefined): void =>
  setState({ source, error: undefined });

export type StartOptions = Pick<ImportOptions, 'corpus' | 'format' | 'split' | 'seed'> &
  Partial<Pick<ImportOptions, 'licenses' | 'selection' | 'minSidePx' | 'minCaptionWords' | 'duplicates'>>;

/** Uploads what is here, then starts the job. */
export async function startImport(options: StartOptions): Promise<void> {
  const { source } = getState();
  if (!source) return;
  uploading = new AbortController();
  const { signal } = uploading;
  try {
    const onProgress = (progress: UploadProgress | undefined) =>
      setState({ phase: { kind: 'uploading', progress }, error: undefined });
    const sources = [await sendToHost(source, onProgress, signal)];
    const { job } = await host()['import.start']({ ...options, sources });
    recordCommand(importLine(source, options));
    if (!signal.aborted) setState({ phase: { kind: 'running', job }, error: undefined });
  } catch (thrown) {
    if (signal.aborted) return;
    const { message, remedy } = errorRecord(toFigscopeError(thrown));
    setState({ phase: { kind: 'choosing' }, error: { message, ...(remedy ? { remedy } : {}) } });
  }
}

/** The command line that does the same; a list of PMCIDs is a file there. */
export function importLine(source: ImportSource, options: StartOptions): string {
  const { licenses = [], selection } = options;
  return figscopeLine(
    'import',
    sourceName(source),
    '--corpus',
    options.corpus,
    ...option('--format', options.format === 'auto' ? undefined : options.format),
    ...option('--split', options.split.join(',')),
    ...option('--seed', options.seed === 0 ? undefined : options.seed),
    ...option('--licenses', licenses.join(',')),
    ...option('--min-side', options.minSidePx || undefined),
    ...option('--min-words', options.minCaptionWords || undefined),
    ...option('--duplicates', options.duplicates === 'skip' ? 'skip' : undefined),
    ...(selection ? selectionFlags(selection) : []),
  );
}

function selectionFlags(selection: PmcSelection): readonly (string | number | undefined)[] {
  const { since, types, pmcids, articles, images, concurrency, bandwidth } = selection;
  return [
    ...option('--since', since),
    ...option('--types', types.join(',')),
    ...option('--pmcids', pmcids.length > 0 ? 'pmcids.txt' : undefined),
    ...option('--articles', articles),
    ...option('--images', images === 'fetch' ? undefined : images),
    ...option('--concurrency', concurrency === 8 ? undefined : concurrency),
    ...option('--bandwidth', bandwidth),
  ];
}
