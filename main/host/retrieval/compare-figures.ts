/** How close two figures are, by image and by caption. */
import type { DataContract, HostContract } from '#app/contract/index.ts';
import type { PairCosines } from '#app/domain/search.ts';
import type { Client, Handlers } from '#app/rpc/define.ts';
import { toFigscopeError } from '#app/util/error.ts';
import type { CorpusService } from '../corpus/corpus-service.ts';
import type { EmbedService } from '../models/embed-service.ts';

type Request = Parameters<Handlers<HostContract>['retrieval.compare']>[0];
type Side = 'image' | 'text';

/** Throws not-found for an unknown figure, or when the corpus has no embedding. */
export async function compareFigures(
  { corpora, embed }: { corpora: Pick<CorpusService, 'open'>; embed: Pick<EmbedService, 'choose'> },
  { corpus, a, b, model }: Request,
): Promise<PairCosines> {
  const data = await corpora.open(corpus);
  const { id, model: name } = await embed.choose(corpus, model);
  const vectorsOf = async (figure: Request['a']) => {
    const detail = await data['data.figure']({ figure });
    return {
      image: await vectorIfThere(data, id, 'image', detail.id),
      text: await vectorIfThere(data, id, 'text', detail.id),
    };
  };
  const [first, second] = [await vectorsOf(a), await vectorsOf(b)];
  return {
    embedding: { id, model: name },
    image: cosine(first.image, second.image),
    text: cosine(first.text, second.text),
    imageText: cosine(first.image, second.text),
    textImage: cosine(first.text, second.image),
  };
}

/** Undefined where the figure has none: it was added since, or its image cannot be read. */
async function vectorIfThere(data: Client<DataContract>, embedding: string, side: Side, id: number) {
  try {
    return (await data['data.vector']({ embedding, side, id })).vector;
  } catch (error) {
    if (toFigscopeError(error).code === 'not-found') return undefined;
    throw error;
  }
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number | undefined {
  return a && b ? a.reduce((sum, value, place) => sum + value * b[place], 0) : undefined;
}
