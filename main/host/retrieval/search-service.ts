/** Search over a corpus: by words, by meaning, by image, by example; and the two fused. */
import type { DataContract } from '#app/contract/index.ts';
import type { FigureSummary } from '#app/domain/corpus.ts';
import type { SearchHit, SearchResult } from '#app/domain/search.ts';
import type { Client } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { CorpusService } from '../corpus/corpus-service.ts';
import type { EmbedService } from '../models/embed-service.ts';
import { collapse, sameness, type Group } from './collapse-hits.ts';
import { fuseRanks, type Fused } from './fuse-ranks.ts';
import { hiddenOf } from './hidden-figures.ts';
import { directionOf, queryVector, sidesOf, type Encoders, type SearchRequest } from './query-vector.ts';
import {
  rankByVectors,
  rankByWords,
  type VectorQuestion,
  type VectorRanking,
  type WordRanking,
} from './rankings.ts';

type Data = Client<DataContract>;

/** How far down each list a hybrid search looks at least when it fuses them. */
const fusedRanks = 100;
/** However many copies there are, a search looks no further than this. */
const deepest = 10_000;

interface Question extends VectorQuestion {
  readonly notes: readonly string[];
  readonly like?: number;
}

interface Candidate extends Fused {
  readonly figure: FigureSummary;
}

interface Found {
  readonly words?: WordRanking | undefined;
  readonly vectors?: VectorRanking | undefined;
  readonly groups: readonly Group<Candidate>[];
}

export class SearchService {
  readonly #corpora: Pick<CorpusService, 'open'>;
  readonly #embed: Pick<EmbedService, 'choose'>;
  readonly #encoders: Encoders;

  constructor(
    parts: { corpora: Pick<CorpusService, 'open'>; embed: Pick<EmbedService, 'choose'> } & Encoders,
  ) {
    this.#corpora = parts.corpora;
    this.#embed = parts.embed;
    this.#encoders = parts;
  }

  /** Throws invalid-input for a query without content, not-found where the corpus has no embedding. */
  async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult> {
    const startedAt = performance.now();
    const { query, mode, k } = request;
    if (query.kind === 'text' && query.text.trim() === '') {
      throw new FigscopeError('invalid-input', {
        message: 'The query is empty.',
        remedy: 'Write what the figure shows, in a few words.',
      });
    }
    const data = await this.#corpora.open(request.corpus);
    const question = mode === 'lexical' ? undefined : await this.#question(data, request);
    const found = await findGroups(data, request, question, signal);
    const groups = found.groups.slice(0, k);
    const { vectors, words } = found;
    const cosines = question ? await cosinesFor(data, question, vectors, groups) : undefined;
    const { embedding } = question ?? {};
    return {
      hits: groups.map((group, place) => hitOf(group, place, mode, cosines)),
      pool: (vectors?.pool ?? words?.pool ?? 0) - (question?.without !== undefined && vectors ? 1 : 0),
      exact: vectors?.exact ?? true,
      ...(vectors?.recallEstimate === undefined ? {} : { recallEstimate: vectors.recallEstimate }),
      ...(vectors?.recallK === undefined ? {} : { recallK: vectors.recallK }),
      ...(embedding ? { embedding: { id: embedding.id, model: embedding.model } } : {}),
      ...(vectors?.rankOf === undefined ? {} : { truePairRank: vectors.rankOf }),
      ...(words?.rankedWithin === undefined ? {} : { rankedWithin: words.rankedWithin }),
      hidden: hiddenOf({
        ...(await poolCounts(data, request, question, found)),
        belowBound: words?.belowBound ?? 0,
        copies: groups.reduce((sum, { copies }) => sum + copies.length, 0),
      }),
      notes: [
        ...(question?.notes ?? []),
        ...(words?.notes ?? []),
        ...(vectors?.notes ?? []),
        ...rankNotes(question, vectors),
      ],
      milliseconds: performance.now() - startedAt,
    };
  }

  /** What vectors are asked, and with which. */
  async #question(data: Data, request: SearchRequest): Promise<Question> {
    const { query } = request;
    const embedding = await this.#embed.choose(request.corpus, request.model, request.compute);
    const { from, to } = sidesOf(directionOf(request));
    const exact = request.exact || !embedding.indexed?.[to];
    if (query.kind !== 'like') {
      const { vector, notes } = await queryVector(this.#encoders, request, embedding, from);
      return { embedding, to, exact, vector, notes };
    }
    const { id } = await data['data.figure']({ figure: query.figure });
    const { vector } = await data['data.vector']({ embedding: embedding.id, side: from, id });
    const own = from === to ? { without: id } : { rankOf: id };
    return { embedding, to, exact, vector, notes: [], like: id, ...own };
  }
}

/** At least k groups and one more, so that every copy of the k is among them; fewer only where nothing follows. */
async function findGroups(
  data: Data,
  request: SearchRequest,
  question: Question | undefined,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const { mode, k, filter, query } = request;
  const side = question?.to ?? 'text';
  const least = mode === 'hybrid' ? fusedRanks : 0;
  for (let depth = Math.max(least, request.collapse ? 2 * k + 50 : k); ; depth *= 4) {
    const words = mode === 'semantic' ? undefined : await rankByWords(data, request, depth, signal);
    const vectors = question && (await rankByVectors(data, question, filter, depth, signal));
    const fused = fuseRanks([words?.ids ?? [], vectors?.ids ?? []]);
    const marked = mode === 'semantic' || query.kind !== 'text' ? {} : { text: query.text };
    const { rows } = await data['data.rows']({ ids: fused.map(({ id }) => id), ...marked });
    const figures = new Map(rows.map((figure) => [figure.id, figure]));
    const candidates = fused.flatMap((entry): Candidate[] => {
      const figure = figures.get(entry.id);
      return figure ? [{ ...entry, figure }] : [];
    });
    const groups = request.collapse
      ? collapse(candidates, ({ figure }) => sameness(figure, side))
      : candidates.map((first) => ({ first, copies: [] }));
    const isComplete = (words?.complete ?? true) && (vectors?.complete ?? true);
    if (!request.collapse || groups.length > k || isComplete || depth >= deepest)
      return { words, vectors, groups };
  }
}

/** Cosines of the hits, also of those that were found by their words alone. */
async function cosinesFor(
  data: Data,
  { embedding, to, vector }: Question,
  vectors: VectorRanking | undefined,
  groups: readonly Group<Candidate>[],
): Promise<ReadonlyMap<number, number>> {
  const cosines = new Map<number, number>();
  vectors?.ids.forEach((id, place) => cosines.set(id, vectors.scores[place]));
  const others = groups.map(({ first }) => first.id).filter((id) => !cosines.has(id));
  if (others.length === 0) return cosines;
  const answer = await data['data.cosines']({ embedding: embedding.id, side: to, vector, ids: others });
  others.forEach((id, place) => {
    if (!Number.isNaN(answer.cosines[place])) cosines.set(id, answer.cosines[place]);
  });
  return cosines;
}

function hitOf(
  { first, copies }: Group<Candidate>,
  place: number,
  mode: SearchRequest['mode'],
  cosines: ReadonlyMap<number, number> | undefined,
): SearchHit {
  const cosine = cosines?.get(first.id);
  const [lexical, semantic] = first.ranks;
  return {
    figure: first.figure,
    rank: place + 1,
    ...(cosine === undefined ? {} : { cosine }),
    matched: [
      ...(lexical === undefined ? [] : ['lexical' as const]),
      ...(semantic === undefined ? [] : ['semantic' as const]),
    ],
    ...(mode === 'hybrid' ? { sideRanks: { lexical, semantic } } : {}),
    copies: copies.map(({ id }) => id),
  };
}

async function poolCounts(
  data: Data,
  { filter }: SearchRequest,
  question: Question | undefined,
  { vectors, words }: Found,
) {
  if (!question || !vectors) {
    const { figures } = await data['data.summary']({});
    return { figures, included: words?.pool ?? figures };
  }
  const { embedding, to } = question;
  const counts = await data['data.searchPool']({ embedding: embedding.id, side: to, filter });
  const unreadable = vectors.exact ? counts.included - counts.notEmbedded - vectors.pool : 0;
  return { ...counts, unreadable };
}

function rankNotes(question: Question | undefined, vectors: VectorRanking | undefined): string[] {
  if (question?.rankOf === undefined || vectors === undefined || vectors.rankOf !== undefined) return [];
  return [
    vectors.exact
      ? 'The figure’s own pair has no vector, so it has no rank.'
      : 'The rank of the figure’s own pair is not known: the index compares with a part of the vectors only.',
  ];
}
