/** What a person asked for, as a repository, a revision, a name and a folder. */
import { join, resolve } from 'node:path';
import hubFile from '#resources/hub/known-models.json' with { type: 'json' };
import type { HostContract } from '#app/contract/index.ts';
import { knownModel, type KnownModel } from '#app/domain/model.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { checkRepo, parseRevision } from './hub-address.ts';

/** Models that can be asked for by a short name. */
export const knownModels: readonly KnownModel[] = hubFile.models.map((model) => knownModel.parse(model));

export type DownloadHandlers = Pick<
  Handlers<HostContract>,
  'models.known' | 'models.download' | 'models.downloadPlan'
>;
export type DownloadRequest = Parameters<DownloadHandlers['models.download']>[0];

/** What a request stands for. */
export interface WantedModel {
  readonly id: string;
  readonly revision: string;
  readonly name: string;
  readonly folder: string;
  /** The folder is inside the home and goes when its files were imported. */
  readonly isOurs: boolean;
  readonly known: KnownModel | undefined;
}

/** `downloads` is where files lie until they are imported. Throws invalid-input on names that cannot be. */
export function wantedModel(
  { id: asked, revision: askedRevision, name, folder }: DownloadRequest,
  downloads: string,
): WantedModel {
  const known = knownModels.find((model) => model.name === asked || model.id === asked);
  const id = known?.id ?? checkRepo(asked);
  const revision = publishedRevision(known, askedRevision) ?? askedRevision ?? 'main';
  parseRevision(revision);
  const own = `${id.replace('/', '--')}@${revision.replaceAll(/[^\w.-]/g, '-')}`;
  return {
    id,
    revision,
    name: name ?? known?.name ?? id.slice(id.indexOf('/') + 1),
    folder: folder === undefined ? join(downloads, own) : resolve(folder),
    isOurs: folder === undefined,
    known,
  };
}

/** The first one, or the one whose hash of the weights begins as asked for: nobody types 64 digits. */
function publishedRevision(known: KnownModel | undefined, asked: string | undefined): string | undefined {
  const isMeant = ({ revision }: KnownModel['revisions'][number]): boolean =>
    asked === undefined || (/^sha256:[0-9a-f]{8}/.test(asked) && revision.startsWith(asked));
  return known?.revisions.find(isMeant)?.revision;
}

/** The same thing on the command line. */
export function downloadCommand({ id, revision, name, folder }: DownloadRequest): string {
  const options = { revision, name, folder };
  const given = Object.entries(options).flatMap(([key, value]) =>
    value === undefined ? [] : [`--${key} ${value}`],
  );
  return ['figscope model download', id, ...given].join(' ');
}
