/** Zero-shot classification: what was dropped, against which labels, with which model, and what came out. */
import { create } from 'zustand';
import type { Classification } from '#app/domain/search.ts';
import { FigscopeError } from '#app/util/error.ts';
import { host } from './client.ts';
import { recordCommand } from './command-line-store.ts';
import { figscopeLine, option } from './command-text.ts';
import { showFailure } from './toasts-store.ts';
import { newGrant, uploadFiles, type UploadFile } from './upload.ts';

export interface ClassifiedFile {
  /** Grant of its upload; one per file, so that results can be told apart. */
  readonly grant: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** A picture of it: made here when the browser can show it, else by the host once it has read the file. */
  readonly previewUrl: string | undefined;
  readonly result: Classification | undefined;
}

interface ClassifyState {
  readonly files: readonly ClassifiedFile[];
  readonly selected: string | undefined;
  readonly labels: readonly string[];
  readonly templates: readonly string[];
  /** Undefined: the newest that there is. */
  readonly model: string | undefined;
  readonly running: boolean;
}

/** Formats that every browser shows by itself. */
const shownByBrowsers = /\.(png|jpe?g|webp|gif|avif)$/i;
const retypeDelayMs = 350;
const storageKey = 'figscope.classify';

export const initialLabels = [
  'chest radiograph',
  'axial CT slice',
  'brain MRI',
  'haematoxylin and eosin histology',
  'fluorescence microscopy of cells',
  'western blot',
  'bar chart',
  'line chart',
  'flow diagram',
  'sequence alignment',
];
export const initialTemplates = ['this is a photo of {}'];

export const useClassifyStore = create<ClassifyState>()(() => ({
  files: [],
  selected: undefined,
  labels: remembered('labels', initialLabels),
  templates: remembered('templates', initialTemplates),
  model: undefined,
  running: false,
}));
const { getState, setState } = useClassifyStore;

let running = new AbortController();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Uploads files and classifies them. */
export async function addFiles(files: readonly UploadFile[]): Promise<void> {
  const added = files.map(({ path, file }): ClassifiedFile & { readonly file: Blob } => ({
    grant: newGrant(),
    name: path,
    sizeBytes: file.size,
    previewUrl: shownByBrowsers.test(path) ? URL.createObjectURL(file) : undefined,
    result: undefined,
    file,
  }));
  setState(({ files: before }) => ({
    files: [...before, ...added.map(({ file: _content, ...shown }) => shown)],
    selected: added[0]?.grant ?? getState().selected,
    running: true,
  }));
  for (const { grant, name, file } of added) {
    try {
      const upload = { path: name.split('/').at(-1) ?? name, file };
      await uploadFiles(grant, [upload], () => undefined, new AbortController().signal);
    } catch (error) {
      showFailure(`${name} was not uploaded`, error);
      removeFile(grant);
    }
  }
  await classify(getState().files.filter((file) => !file.result));
}

/** Of deep images a browser shows only the upper eight bits; the host shows what the model is given. */
function previewOf(
  { grant, previewUrl }: ClassifiedFile,
  { recognised }: Classification,
): string | undefined {
  if (!recognised || (previewUrl !== undefined && recognised.bits <= 8)) return previewUrl;
  return `/preview/${grant}?w=1024`;
}

function updateFile(grant: string, change: (before: ClassifiedFile) => Partial<ClassifiedFile>): void {
  setState(({ files }) => ({
    files: files.map((file) => (file.grant === grant ? { ...file, ...change(file) } : file)),
  }));
}

export const select = (grant: string): void => setState({ selected: grant });

export function removeFile(grant: string): void {
  const { files, selected } = getState();
  const index = files.findIndex((file) => file.grant === grant);
  const left = files.filter((file) => file.grant !== grant);
  const { previewUrl } = files[index] ?? {};
  if (previewUrl?.startsWith('blob:')) URL.revokeObjectURL(previewUrl);
  setState({
    files: left,
    selected: selected === grant ? left[Math.min(index, left.length - 1)]?.grant : selected,
  });
}

/** New labels, templates or another model: everything is classified again once typing pauses. */
export function change(next: Partial<Pick<ClassifyState, 'labels' | 'templates' | 'model'>>): void {
  setState(next);
  const { labels, templates } = getState();
  localStorage.setItem(storageKey, JSON.stringify({ labels, templates }));
  clearTimeout(timer);
  timer = setTimeout(() => void classify(getState().files), retypeDelayMs);
}

/** One after the other; whatever was under way is given up. */
async function classify(wanted: readonly ClassifiedFile[]): Promise<void> {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const { labels, templates, model } = getState();
  if (wanted.length === 0 || labels.length === 0 || model === undefined) {
    setState({ running: false });
    return;
  }
  setState({ running: true });
  recordCommand(commandLine(wanted, model, labels, templates));
  try {
    for (const file of wanted) await classifyOne(file, { model, labels, templates }, signal);
  } catch (error) {
    if (!signal.aborted) showFailure('Not classified', error);
  } finally {
    if (running.signal === signal) setState({ running: false });
  }
}

async function classifyOne(
  { grant }: ClassifiedFile,
  { model, labels, templates }: { model: string; labels: readonly string[]; templates: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const request = {
    model,
    sources: [{ kind: 'grant' as const, id: grant }],
    labels: [...labels],
    templates: [...templates],
  };
  for await (const result of host()['classify.run'](request, { signal })) {
    updateFile(grant, (before) => ({ result, previewUrl: previewOf(before, result) }));
    return;
  }
  throw new FigscopeError('not-found', {
    message: 'The file is not there any more.',
    remedy: 'Drop it again.',
  });
}

function commandLine(
  files: readonly ClassifiedFile[],
  model: string,
  labels: readonly string[],
  templates: readonly string[],
): string {
  return figscopeLine(
    'classify',
    ...files.slice(0, 3).map((file) => file.name),
    ...option('--model', model),
    ...option('--labels', labels.join(',')),
    ...templates.flatMap((template) => option('--template', template)),
  );
}

function remembered(key: 'labels' | 'templates', otherwise: readonly string[]): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !(key in kept)) return otherwise;
    const value: unknown = Reflect.get(kept, key);
    return Array.isArray(value) && value.length > 0 ? value.map(String) : otherwise;
  } catch {
    return otherwise;
  }
}
