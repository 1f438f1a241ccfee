/** Models from the hub, as jobs: what a model needs is fetched, continued, checked, and imported. */
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import hubFile from '#resources/hub/known-models.json' with { type: 'json' };
import type { HostContract } from '#app/contract/index.ts';
import { knownModel, type KnownModel, type ModelSummary } from '#app/domain/model.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import { megabytes } from '#app/util/megabytes.ts';
import type { JobBoard, JobHandle } from '../../jobs/job-board.ts';
import type { Provenance } from '../model-service.ts';
import { ContentChanged, fetchFile, presentBytes, type WantedFile } from './fetch-file.ts';
import { commitOfWeights } from './find-revision.ts';
import { checkRepo, parseRevision } from './hub-address.ts';
import { HubClient } from './hub-client.ts';
import { neededFiles, type NeededFiles, weightNames } from './needed-files.ts';
import type { Patience } from './temporary-failure.ts';

/** How often files that change on the hub meanwhile are started anew. */
const mostPlans = 3;

export const knownModels: readonly KnownModel[] = hubFile.models.map((model) => knownModel.parse(model));

export type DownloadHandlers = Pick<
  Handlers<HostContract>,
  'models.known' | 'models.download' | 'models.downloadPlan'
>;
type Request = Parameters<DownloadHandlers['models.download']>[0];

/** What a request stands for. */
interface Wanted {
  readonly id: string;
  readonly revision: string;
  readonly name: string;
  readonly folder: string;
  /** The folder is inside the home and goes when its files were imported. */
  readonly isOurs: boolean;
  readonly known: KnownModel | undefined;
}

export interface DownloadParts {
  readonly jobs: JobBoard;
  /** Where unfinished downloads are kept. */
  readonly folder: string;
  readonly hubUrl: () => string;
  /** Throws when no model can be called that. */
  readonly checkName: (name: string) => Promise<unknown>;
  readonly importFolder: (folder: string, name: string, about: Provenance) => Promise<ModelSummary>;
  /** A person's access token for gated models. */
  readonly token?: string | undefined;
}

export class DownloadService {
  readonly #parts: DownloadParts;
  readonly #running = new Map<string, { job: string; name: string }>();

  constructor(parts: DownloadParts) {
    this.#parts = parts;
  }

  handlers(): DownloadHandlers {
    return {
      'models.known': async () => ({ models: [...knownModels] }),
      'models.download': (request) => this.start(request),
      'models.downloadPlan': (request) => this.plan(request),
    };
  }

  /** Starts, or joins, the download of a model. */
  async start(request: Request): Promise<{ job: string; name: string }> {
    const wanted = this.#wanted(request);
    const key = wanted.folder;
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    await this.#parts.checkName(wanted.name);
    const client = this.#client();
    const { id: job, ended } = this.#parts.jobs.start(
      {
        kind: 'download',
        title: `Download ${wanted.id}`,
        model: wanted.name,
        commandLine: commandLine(request),
      },
      (handle) => this.#download(handle, client, wanted),
    );
    const started = { job, name: wanted.name };
    this.#running.set(key, started);
    void ended.then(() => this.#running.delete(key));
    return started;
  }

  async plan(request: Request): ReturnType<DownloadHandlers['models.downloadPlan']> {
    const wanted = this.#wanted(request);
    const { commit, files } = await planOf(this.#client(), wanted, {});
    const entries = files.map(async (file) => ({
      name: file.name,
      from: file.repo,
      sizeBytes: file.facts.sizeBytes,
      presentBytes: await presentBytes(file, wanted.folder),
    }));
    const { id, name, folder } = wanted;
    return {
      id,
      name,
      ...(commit === undefined ? {} : { commit }),
      folder,
      files: await Promise.all(entries),
      bytes: totalBytes(files),
    };
  }

  #client(): HubClient {
    return new HubClient({ hubUrl: this.#parts.hubUrl(), token: this.#parts.token });
  }

  #wanted({ id: asked, revision: askedRevision, name, folder }: Request): Wanted {
    const known = knownModels.find((model) => model.name === asked || model.id === asked);
    const id = known?.id ?? checkRepo(asked);
    const revision = publishedRevision(known, askedRevision) ?? askedRevision ?? 'main';
    parseRevision(revision);
    const own = `${id.replace('/', '--')}@${revision.replaceAll(/[^\w.-]/g, '-')}`;
    return {
      id,
      revision,
      name: name ?? known?.name ?? id.slice(id.indexOf('/') + 1),
      folder: folder === undefined ? join(this.#parts.folder, own) : resolve(folder),
      isOurs: folder === undefined,
      known,
    };
  }

  async #download(handle: JobHandle, client: HubClient, wanted: Wanted): Promise<string> {
    const meter = new Meter(handle);
    const patience: Patience = {
      signal: handle.signal,
      onPause: (reason, pauseMs) =>
        meter.say(`${reason}; trying again${pauseMs > 0 ? ` in ${Math.ceil(pauseMs / 1000)} s` : ''}`),
    };
    const { commit } = await this.#fetch(client, wanted, patience, meter);
    meter.say('importing');
    const { id, revision, name, folder, isOurs, known } = wanted;
    const at = commit === undefined ? revision : `${revision} (commit ${commit.slice(0, 12)})`;
    const imported = await this.#parts.importFolder(folder, name, {
      source: `${id}, revision ${at}, from ${client.hub.host}`,
      license: known?.license ?? 'as stated by its authors on the hub',
    });
    if (isOurs) await rm(folder, { recursive: true, force: true });
    return `${imported.name}: ${imported.parameters.toLocaleString('en')} parameters`;
  }

  /** Everything the model needs, into the folder. What changes on the hub meanwhile is fetched anew. */
  async #fetch(client: HubClient, wanted: Wanted, patience: Patience, meter: Meter): Promise<NeededFiles> {
    for (let round = 1; ; round++) {
      const needed = await planOf(client, wanted, patience);
      await makeRoom(wanted, needed.files);
      meter.begin(totalBytes(needed.files));
      try {
        for (const file of needed.files) {
          meter.next(file.name);
          const { folder, isOurs: replace } = wanted;
          await fetchFile(file, { ...patience, client, folder, replace, onBytes: (done) => meter.at(done) });
          meter.finish(file.facts.sizeBytes);
        }
        return needed;
      } catch (thrown) {
        if (!(thrown instanceof ContentChanged)) throw thrown;
        if (round === mostPlans) throw changing(wanted.id, thrown);
      }
    }
  }
}

/** The first one, or the one whose hash of the weights begins as asked for: nobody types 64 digits. */
function publishedRevision(known: KnownModel | undefined, asked: string | undefined): string | undefined {
  const isMeant = ({ revision }: KnownModel['revisions'][number]): boolean =>
    asked === undefined || (/^sha256:[0-9a-f]{8}/.test(asked) && revision.startsWith(asked));
  return known?.revisions.find(isMeant)?.revision;
}

/** The files of a model, all of one commit; weights of a known revision must be those that were published. */
async function planOf(
  client: HubClient,
  { id, revision, known }: Pick<Wanted, 'id' | 'revision' | 'known'>,
  patience: Patience,
): Promise<NeededFiles> {
  const choice = parseRevision(revision);
  const commit =
    choice.kind === 'named' ? choice.revision : await commitOfWeights(client, id, choice.sha256, patience);
  const needed = await neededFiles(client, id, commit, patience);
  const sha256 =
    choice.kind === 'weights'
      ? choice.sha256
      : known?.revisions.find((published) => published.revision === revision)?.sha256;
  return sha256 === undefined
    ? needed
    : { ...needed, files: needed.files.map((file) => pinned(file, sha256)) };
}

function pinned(file: WantedFile, sha256: string): WantedFile {
  if (!weightNames.some((name) => name === file.name)) return file;
  const { hash } = file.facts;
  if (hash?.kind !== 'sha256' || hash.hex === sha256)
    return { ...file, facts: { ...file.facts, hash: { kind: 'sha256', hex: sha256 } } };
  throw new FigscopeError('conflict', {
    message: `${file.repo} has other weights on this hub than those that were published.`,
    remedy: 'Check the hub address in the settings, or choose another revision.',
    facts: { expected: sha256, found: hash.hex },
  });
}

/** The folder, with room for what is missing in it. */
async function makeRoom({ id, folder }: Wanted, files: readonly WantedFile[]): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const detail = {
      message: `The folder ${folder} cannot be made.`,
      remedy: 'Choose another with --folder.',
    };
    throw new FigscopeError('permission-denied', detail, { cause });
  }
  let neededBytes = totalBytes(files);
  for (const file of files) neededBytes -= await presentBytes(file, folder);
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  throw new FigscopeError('storage-full', {
    message: `There is no room for ${id}: ${megabytes(neededBytes)} are to come and ${megabytes(freeBytes)} are free at ${folder}.`,
    remedy: 'Free some space on that disk, or choose a folder on another one.',
    facts: { neededBytes, freeBytes, folder },
  });
}

/** Bytes of several files as one progress. */
class Meter {
  readonly #handle: JobHandle;
  #totalBytes = 0;
  #finishedBytes = 0;
  #currentBytes = 0;
  #file = '';

  constructor(handle: JobHandle) {
    this.#handle = handle;
  }

  begin(total: number): void {
    this.#totalBytes = total;
    this.#finishedBytes = 0;
    this.#currentBytes = 0;
  }

  next(file: string): void {
    this.#file = file;
    this.say(file);
  }

  at(doneBytes: number): void {
    this.#currentBytes = doneBytes;
    this.say(this.#file);
  }

  finish(sizeBytes: number): void {
    this.#finishedBytes += sizeBytes;
    this.#currentBytes = 0;
  }

  say(detail: string): void {
    const done = this.#finishedBytes + this.#currentBytes;
    this.#handle.progress({ done, total: this.#totalBytes, unit: 'bytes', detail });
  }
}

const totalBytes = (files: readonly WantedFile[]): number =>
  files.reduce((sum, { facts }) => sum + facts.sizeBytes, 0);

function changing(id: string, cause: unknown): FigscopeError {
  const detail = {
    message: `${id} changes on the hub while it is downloaded.`,
    remedy: 'Give a commit as the revision, or try again later.',
  };
  return new FigscopeError('unavailable', detail, { cause });
}

function commandLine({ id, revision, name, folder }: Request): string {
  const options = { revision, name, folder };
  const given = Object.entries(options).flatMap(([key, value]) =>
    value === undefined ? [] : [`--${key} ${value}`],
  );
  return ['figscope model download', id, ...given].join(' ');
}
