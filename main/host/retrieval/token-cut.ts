/** Where a model stops reading a caption. */
import type { HostContract } from '#app/contract/index.ts';
import type { TokenCut } from '#app/domain/search.ts';
import type { Handlers } from '#app/rpc/define.ts';
import type { CorpusService } from '../corpus/corpus-service.ts';
import { sampleModel } from '../models/embed-service.ts';
import type { ModelCatalogue } from '../models/model-catalogue.ts';
import type { WorkerSet } from '../worker-set.ts';

type Request = Parameters<Handlers<HostContract>['models.tokenCut']>[0];

interface Services {
  readonly corpora: Pick<CorpusService, 'open'>;
  readonly catalogue: Pick<ModelCatalogue, 'folder'>;
  readonly workers: Pick<WorkerSet, 'compute'>;
}

/** Counts with the model asked for, else that of the newest embedding, else the one that ships with Figscope. */
export async function tokenCut(
  { corpora, catalogue, workers }: Services,
  { model, corpus, text, contexts }: Request,
): Promise<TokenCut> {
  const candidates = model === undefined ? [...(await embeddedBy(corpora, corpus)), sampleModel] : [model];
  const { name, folder } = await firstInstalled(catalogue, candidates);
  const compute = await workers.compute();
  return { model: name, ...(await compute['compute.tokenCut']({ folder, text, contexts })) };
}

/** Models that the corpus is embedded with, newest embedding first. */
async function embeddedBy(
  corpora: Services['corpora'],
  corpus: string | undefined,
): Promise<readonly string[]> {
  if (corpus === undefined) return [];
  const data = await corpora.open(corpus);
  const { embeddings } = await data['data.summary']({});
  return embeddings.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)).map(({ model }) => model);
}

/** A model may have been removed since the corpus was embedded with it. */
async function firstInstalled(catalogue: Services['catalogue'], [name, ...others]: readonly string[]) {
  try {
    return { name, folder: await catalogue.folder(name) };
  } catch (error) {
    if (others.length === 0) throw error;
    return firstInstalled(catalogue, others);
  }
}
