/** What can be done with models, each with its command line. All reject as the host refuses, unless it says otherwise. */
import type { ComputeChoice } from '#app/domain/engine.ts';
import type { ExportFormat, ModelSummary } from '#app/domain/model.ts';
import { host, type HostClient } from './client.ts';
import { recordCommand } from './command-line-store.ts';
import { figscopeLine, option } from './command-text.ts';
import { type ChosenSource, sendToHost, sourceName, type UploadProgress } from './upload.ts';

export interface ModelImport {
  readonly source: ChosenSource;
  readonly name: string;
  /** Description to use where the files do not say what the model is. */
  readonly preset: string | undefined;
}

export const importLine = ({ source, name, preset }: ModelImport): string =>
  figscopeLine('model', 'import', sourceName(source), '--name', name, ...option('--preset', preset));

/** Uploads files of this machine first, without the folder that holds them all. */
export async function importModel(
  wanted: ModelImport,
  onProgress: (progress: UploadProgress | undefined) => void,
  signal: AbortSignal,
): Promise<ModelSummary> {
  recordCommand(importLine(wanted));
  const source = await sendToHost(withoutTop(wanted.source), onProgress, signal);
  const { name, preset } = wanted;
  return host()['models.import']({ source, name, ...(preset === undefined ? {} : { preset }) }, { signal });
}

/** Files of one dropped folder by their paths inside it. */
export function withoutTop(source: ChosenSource): ChosenSource {
  if (source.kind === 'path') return source;
  const [top, ...others] = new Set(source.files.map(({ path }) => path.split('/')[0]));
  if (top === undefined || others.length > 0) return source;
  const inside = source.files.flatMap(({ path, file }) => {
    const rest = path.slice(top.length + 1);
    return rest === '' ? [] : [{ path: rest, file }];
  });
  return inside.length === source.files.length ? { kind: 'files', files: inside } : source;
}

export type DownloadRequest = Parameters<HostClient['models.download']>[0];
export type DownloadPlan = Awaited<ReturnType<HostClient['models.downloadPlan']>>;

export const downloadLine = ({ id, revision, name, folder }: DownloadRequest): string =>
  figscopeLine(
    'model',
    'download',
    id,
    ...option('--revision', revision),
    ...option('--name', name),
    ...option('--folder', folder),
  );

/** What a download would fetch, and what of it is there already. */
export const planDownload = (request: DownloadRequest, signal: AbortSignal): Promise<DownloadPlan> =>
  host()['models.downloadPlan'](request, { signal });

export async function downloadModel(request: DownloadRequest): Promise<{ job: string; name: string }> {
  recordCommand(downloadLine(request));
  return host()['models.download'](request);
}

export interface ExportRequest {
  readonly model: string;
  readonly format: ExportFormat;
  readonly out: string;
}
export type Exported = Awaited<ReturnType<HostClient['models.export']>>;

export const exportLine = ({ model, format, out }: ExportRequest): string =>
  figscopeLine('model', 'export', model, '--format', format, '--out', out);

export async function exportModel(request: ExportRequest): Promise<Exported> {
  recordCommand(exportLine(request));
  return host()['models.export'](request);
}

/** @param model `run:<id>` or `run:<id>@<step>` */
export async function keepModel(model: string, name: string): Promise<ModelSummary> {
  const [run = '', step] = model.replace(/^run:/, '').split('@');
  recordCommand(figscopeLine('model', 'keep', run, '--name', name, ...option('--step', step)));
  return host()['models.keep']({ run, name, ...(step === undefined ? {} : { step: Number(step) }) });
}

/** Gives the room that this freed, in bytes. */
export async function removeModel(model: string): Promise<number> {
  recordCommand(figscopeLine('model', 'remove', model));
  return (await host()['models.remove']({ model })).freedBytes;
}

export interface EmbedRequest {
  readonly corpus: string;
  readonly model: string;
  readonly sides: readonly ('image' | 'text')[];
  readonly compute: ComputeChoice;
}

export const embedLine = ({ corpus, model, sides, compute }: EmbedRequest): string =>
  figscopeLine(
    'embed',
    corpus,
    '--model',
    model,
    ...option('--side', sides.length === 1 ? sides[0] : undefined),
    ...option('--engine', compute.engine === 'auto' ? undefined : compute.engine),
    ...option('--device', compute.device === 'auto' ? undefined : compute.device),
    ...option('--precision', compute.precision === 'fp32' ? undefined : compute.precision),
  );

export async function startEmbedding(request: EmbedRequest): Promise<string> {
  recordCommand(embedLine(request));
  return (await host()['embed.start']({ ...request, sides: [...request.sides] })).job;
}
