/** What is asked about single figures beside their detail: tokens, neighbours, closeness of two. */
import type { FigureDetail, FigureReference } from '#app/domain/corpus.ts';
import type { PairCosines, SearchResult, TokenCut } from '#app/domain/search.ts';
import { host } from './client.ts';

/** Contexts that a caption is measured against: CLIP's and BiomedCLIP's; the host adds the model's own. */
export const knownContexts: readonly { readonly context: number; readonly name: string }[] = [
  { context: 77, name: 'CLIP' },
  { context: 256, name: 'BiomedCLIP' },
];

const keptCuts = 200;
const cuts = new Map<string, Promise<TokenCut>>();

/**
 * Where models stop reading a caption. Asked once per caption; a failure is forgotten.
 * @param embeddings how many the corpus has: with another one the model that counts by default may be another
 */
export function tokenCut(
  corpus: string,
  model: string | undefined,
  embeddings: number,
  text: string,
): Promise<TokenCut> {
  const key = JSON.stringify([corpus, model, embeddings, text]);
  const known = cuts.get(key);
  if (known) return known;
  const asked = host()['models.tokenCut']({
    corpus,
    text,
    contexts: knownContexts.map(({ context }) => context),
    ...(model === undefined ? {} : { model }),
  });
  cuts.set(key, asked);
  asked.catch(() => cuts.delete(key));
  for (const oldest of [...cuts.keys()].slice(0, -keptCuts)) cuts.delete(oldest);
  return asked;
}

const shownNeighbours = 12;

/** The figures nearest to one, by image or by caption, without itself. */
export const neighboursOf = (
  corpus: string,
  figure: number,
  side: 'image' | 'text',
  signal: AbortSignal,
): Promise<SearchResult> =>
  host()['retrieval.search'](
    {
      corpus,
      query: { kind: 'like', figure },
      direction: side === 'image' ? 'image-image' : 'text-text',
      k: shownNeighbours,
    },
    { signal },
  );

export const figureOf = (
  corpus: string,
  figure: FigureReference,
  signal: AbortSignal,
): Promise<FigureDetail> => host()['corpus.figure']({ corpus, figure }, { signal });

/** How close two figures are, by the newest embedding. */
export const cosinesOf = (corpus: string, a: number, b: number, signal: AbortSignal): Promise<PairCosines> =>
  host()['retrieval.compare']({ corpus, a, b }, { signal });
