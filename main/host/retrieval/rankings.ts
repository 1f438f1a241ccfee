/** The two rankings of a search: by the words of captions, and by vectors. */
import type { DataContract } from '#app/contract/index.ts';
import type { EmbeddingSummary } from '#app/domain/corpus.ts';
import type { Client } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { SearchRequest, Side } from './query-vector.ts';

type Data = Client<DataContract>;

export interface Ranking {
  /** Best first. */
  readonly ids: Uint32Array;
  readonly scores: Float32Array;
  /** Figures that were looked at. */
  readonly pool: number;
  /** Nothing follows the last of these. */
  readonly complete: boolean;
}

export interface WordRanking extends Ranking {
  readonly notes: readonly string[];
  readonly rankedWithin?: number;
  readonly belowBound?: number;
}

export interface VectorRanking extends Ranking {
  readonly exact: boolean;
  readonly recallEstimate?: number;
  readonly recallK?: number;
  /** What kept an index from answering, or makes it slower. */
  readonly notes: readonly string[];
  readonly rankOf?: number;
}

/** Ranked by words. A text without a word to look for is refused where words are all there is. */
export async function rankByWords(
  data: Data,
  { query, filter, mode }: SearchRequest,
  depth: number,
  signal?: AbortSignal,
): Promise<WordRanking> {
  if (query.kind !== 'text') {
    throw new FigscopeError('invalid-input', {
      message: 'Words can only be searched with words.',
      remedy: 'Use --mode semantic for an image or a figure.',
    });
  }
  const found = await data['data.searchText'](
    { text: query.text, filter, k: depth },
    signal ? { signal } : {},
  );
  if (!found.rankable && mode === 'lexical') {
    throw new FigscopeError('invalid-input', {
      message: 'The query has no word that a caption must hold, only operators, signs or exclusions.',
      remedy: 'Write at least one word to look for, as in: effusion -pleural',
    });
  }
  const { rankedWithin, matches } = found;
  return {
    ids: found.ids,
    scores: found.scores,
    pool: found.pool,
    complete: found.ids.length < depth,
    notes: wordNotes(found),
    ...(rankedWithin === undefined ? {} : { rankedWithin }),
    ...(rankedWithin === undefined || matches === undefined ? {} : { belowBound: matches - rankedWithin }),
  };
}

function wordNotes(found: {
  readonly rankable: boolean;
  readonly withAllWords?: number | undefined;
  readonly missing: readonly string[];
}): string[] {
  if (!found.rankable)
    return ['The query has no word to look for in captions; it was compared by meaning only.'];
  const missing = found.missing.map((word) => `“${word}”`);
  return [
    ...(missing.length > 0 ? [`No caption holds ${missing.join(' or ')}.`] : []),
    ...(found.withAllWords === undefined ? [] : [fewNote(found.withAllWords)]),
  ];
}

const fewNote = (count: number): string =>
  count === 0
    ? 'No caption holds every word of the query; those with some of them are ranked.'
    : `${count} ${count === 1 ? 'caption holds' : 'captions hold'} every word of the query; those with some of them follow.`;

export interface VectorQuestion {
  readonly embedding: EmbeddingSummary;
  readonly to: Side;
  readonly vector: Float32Array<ArrayBuffer>;
  /** Compare with every vector, index or not. */
  readonly exact: boolean;
  /** A figure that is not its own neighbour. */
  readonly without?: number;
  /** A figure whose rank is wanted; known only when every vector is compared. */
  readonly rankOf?: number;
}

/** Ranked by cosine. */
export async function rankByVectors(
  data: Data,
  { embedding, to, vector, exact, without, rankOf }: VectorQuestion,
  filter: string,
  depth: number,
  signal?: AbortSignal,
): Promise<VectorRanking> {
  const asked = depth + (without === undefined ? 0 : 1);
  const question = {
    embedding: embedding.id,
    side: to,
    vector,
    filter,
    k: asked,
    exact,
    ...(exact && rankOf !== undefined ? { rankOf } : {}),
  };
  const found = await data['data.searchVectors'](question, signal ? { signal } : {});
  const complete = found.ids.length < asked;
  const keep = [...found.ids.keys()].filter((place) => found.ids[place] !== without).slice(0, depth);
  return {
    ids: Uint32Array.from(keep, (place) => found.ids[place]),
    scores: Float32Array.from(keep, (place) => found.scores[place]),
    pool: found.pool,
    complete,
    exact: found.exact,
    notes: found.notes,
    ...(found.recallEstimate === undefined ? {} : { recallEstimate: found.recallEstimate }),
    ...(found.recallK === undefined ? {} : { recallK: found.recallK }),
    ...(found.rankOf === undefined ? {} : { rankOf: found.rankOf }),
  };
}
