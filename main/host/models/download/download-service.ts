/** Models from the hub, as jobs: what a model needs is fetched, continued, checked, and imported. */
import { rm } from 'node:fs/promises';
import type { ModelSummary } from '#app/domain/model.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { JobBoard, JobHandle } from '../../jobs/job-board.ts';
import type { Provenance } from '../model-service.ts';
import { makeRoom, planDownload, totalBytes } from './download-plan.ts';
import {
  downloadCommand,
  type DownloadHandlers,
  type DownloadRequest,
  knownModels,
  wantedModel,
  type WantedModel,
} from './download-request.ts';
import { ContentChanged, fetchFile, presentBytes } from './fetch-file.ts';
import { HubClient } from './hub-client.ts';
import type { NeededFiles } from './needed-files.ts';
import type { Patience } from '#main/net/patience.ts';
import { TransferMeter } from './transfer-meter.ts';

/** How often files that change on the hub meanwhile are started anew. */
const mostPlans = 3;

interface Started {
  readonly job: string;
  readonly name: string;
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
  readonly #running = new Map<string, Promise<Started>>();

  constructor(parts: DownloadParts) {
    this.#parts = parts;
  }

  handlers(): DownloadHandlers {
    return {
      'models.known': async () => ({ models: [...knownModels] }),
      'models.download': (request) => this.start(request),
      'models.downloadPlan': (request, { signal }) => this.plan(request, signal),
    };
  }

  /** Starts, or joins, the download of a model. */
  async start(request: DownloadRequest): Promise<Started> {
    const wanted = wantedModel(request, this.#parts.folder);
    const key = `${wanted.id} ${wanted.folder}`;
    const started = this.#running.get(key) ?? this.#begin(key, wanted, downloadCommand(request));
    this.#running.set(key, started);
    started.catch(() => this.#running.delete(key));
    return started;
  }

  async #begin(key: string, wanted: WantedModel, commandLine: string): Promise<Started> {
    const { id, name } = wanted;
    await this.#parts.checkName(name);
    const client = this.#client();
    const { id: job, ended } = this.#parts.jobs.start(
      { kind: 'download', title: `Download ${id}`, model: name, commandLine },
      (handle) => this.#download(handle, client, wanted),
    );
    void ended.then(() => this.#running.delete(key));
    return { job, name };
  }

  /** @param signal ends it: a hub that does not answer is asked again for minutes */
  async plan(
    request: DownloadRequest,
    signal?: AbortSignal,
  ): ReturnType<DownloadHandlers['models.downloadPlan']> {
    const wanted = wantedModel(request, this.#parts.folder);
    const { commit, files } = await planDownload(this.#client(), wanted, signal ? { signal } : {});
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

  async #download(handle: JobHandle, client: HubClient, wanted: WantedModel): Promise<string> {
    const meter = new TransferMeter(handle);
    const patience: Patience = {
      signal: handle.signal,
      onPause: (reason, pauseMs) =>
        meter.say(`${reason}; trying again${pauseMs > 0 ? ` in ${Math.ceil(pauseMs / 1000)} s` : ''}`),
    };
    const { commit } = await this.#fetch(client, wanted, patience, meter);
    meter.say('importing');
    const { id, revision, name, folder, isOurs, known } = wanted;
    const short = revision.replace(/^(sha256:.{12}).*/, '$1');
    const at = commit === undefined ? short : `${short} (commit ${commit.slice(0, 12)})`;
    const imported = await this.#parts.importFolder(folder, name, {
      source: `${id}, revision ${at}, from ${client.hub.host}`,
      license: known?.license ?? 'as stated by its authors on the hub',
    });
    if (isOurs) await rm(folder, { recursive: true, force: true });
    return `${imported.name}: ${imported.parameters.toLocaleString('en')} parameters`;
  }

  /** Everything the model needs, into the folder. What changes on the hub meanwhile is fetched anew. */
  async #fetch(
    client: HubClient,
    wanted: WantedModel,
    patience: Patience,
    meter: TransferMeter,
  ): Promise<NeededFiles> {
    for (let round = 1; ; round++) {
      const needed = await planDownload(client, wanted, patience);
      await makeRoom(wanted, needed.files);
      meter.begin(totalBytes(needed.files));
      try {
        for (const file of needed.files) {
          const { folder, isOurs: replace } = wanted;
          meter.next(file.name, await presentBytes(file, folder));
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

function changing(id: string, cause: unknown): FigscopeError {
  const detail = {
    message: `${id} changes on the hub while it is downloaded.`,
    remedy: 'Give a commit as the revision, or try again later.',
  };
  return new FigscopeError('unavailable', detail, { cause });
}
