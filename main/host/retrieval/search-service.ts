/** Search over a corpus: by words, by meaning, by image, by example; and the two fused. */
import type { HostContract } from '#app/contract/index.ts';
import type { EmbeddingSummary } from '#app/domain/corpus.ts';
import type { Direction, SearchHit, SearchResult } from '#app/domain/search.ts';
import type { DataContract } from '#app/contract/index.ts';
import type { Client, Handlers } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { UploadService } from '../blobs/upload-service.ts';
import type { CorpusService } from '../corpus/corpus-service.ts';
import type { ComputeDesk } from '../engines/compute-desk.ts';
import type { EmbedService } from '../models/embed-service.ts';
import type { ModelCatalogue } from '../models/model-catalogue.ts';
import { fuseRanks } from './fuse-ranks.ts';

type Request = Parameters<Handlers<HostContract>['retrieval.search']>[0];
type Side = 'image' | 'text';
interface Scored {
  readonly ids: Uint32Array;
  readonly scores: Float32Array;
  readonly pool: number;
  readonly rankOf?: number | undefined;
}
type Match = SearchHit['matched'][number];

export class SearchService {
  readonly #corpora: CorpusService;
  readonly #catalogue: ModelCatalogue;
  readonly #embed: EmbedService;
  readonly #desk: ComputeDesk;
  readonly #uploads: UploadService;

  constructor(parts: {
    corpora: CorpusService;
    catalogue: ModelCatalogue;
    embed: EmbedService;
    desk: ComputeDesk;
    uploads: UploadService;
  }) {
    this.#corpora = parts.corpora;
    this.#catalogue = parts.catalogue;
    this.#embed = parts.embed;
    this.#desk = parts.desk;
    this.#uploads = parts.uploads;
  }

  async search(request: Request): Promise<SearchResult> {
    const startedAt = performance.now();
    const data = await this.#corpora.open(request.corpus);
    const lexical = request.mode === 'semantic' ? undefined : await this.#lexical(data, request);
    const semantic = request.mode === 'lexical' ? undefined : await this.#semantic(data, request);
    const ranked = rank(lexical, semantic?.scored, request.k);
    const { rows } = await data['data.rows']({ ids: ranked.map((hit) => hit.id) });
    const hits = rows.map(
      (figure, index): SearchHit => ({
        figure,
        rank: index + 1,
        ...(ranked[index].cosine === undefined ? {} : { cosine: ranked[index].cosine }),
        matched: ranked[index].matched,
        copies: [],
      }),
    );
    return {
      hits,
      pool: semantic?.scored.pool ?? lexical?.pool ?? 0,
      exact: true,
      ...(semantic ? { embedding: { id: semantic.embedding.id, model: semantic.embedding.model } } : {}),
      ...(semantic?.scored.rankOf === undefined ? {} : { truePairRank: semantic.scored.rankOf }),
      hidden: semantic?.hidden ?? [],
      milliseconds: performance.now() - startedAt,
    };
  }

  async #lexical(data: Client<DataContract>, { query, filter, k }: Request): Promise<Scored> {
    if (query.kind !== 'text') {
      throw new FigscopeError('invalid-input', {
        message: 'Words can only be searched with words.',
        remedy: 'Use --mode semantic for an image or a figure.',
      });
    }
    return data['data.searchText']({ text: query.text, filter, k });
  }

  async #semantic(data: Client<DataContract>, request: Request) {
    const embedding = await this.#embed.choose(request.corpus, request.model, request.compute);
    const direction = request.direction ?? defaultDirection(request.query.kind);
    const [from, to] = sides(direction);
    const like =
      request.query.kind === 'like' ? await data['data.figure']({ figure: request.query.figure }) : undefined;
    const vector = like
      ? (await data['data.vector']({ embedding: embedding.id, side: from, id: like.id })).vector
      : await this.#encode(request, embedding, from);
    const sameSide = like !== undefined && from === to;
    const found = await data['data.searchVectors']({
      embedding: embedding.id,
      side: to,
      vector,
      filter: request.filter,
      k: request.mode === 'hybrid' ? scoredInHybrid : request.k + (sameSide ? 1 : 0),
      ...(like && !sameSide ? { rankOf: like.id } : {}),
    });
    const { figures } = await data['data.summary']({});
    const missing = figures - (to === 'image' ? embedding.images : embedding.texts);
    const hidden = missing > 0 ? [{ reason: 'not embedded yet', count: missing }] : [];
    return { embedding, scored: sameSide ? without(found, like.id) : found, hidden };
  }

  /** The query as a vector of the side it comes from, made with the very model of the embedding. */
  async #encode(
    { query, compute: choice }: Request,
    embedding: EmbeddingSummary,
    from: Side,
  ): Promise<Float32Array<ArrayBuffer>> {
    if ((query.kind === 'text') !== (from === 'text')) {
      throw new FigscopeError('invalid-input', {
        message: `A query of kind ${query.kind} cannot start a search from the ${from} side.`,
        remedy:
          query.kind === 'text'
            ? 'Use --direction text-image or text-text.'
            : 'Use --direction image-text or image-image.',
      });
    }
    const input = {
      folder: await this.#catalogue.folder(embedding.model),
      texts: query.kind === 'text' ? [query.text] : [],
      imagePaths: query.kind === 'image' ? (await this.#uploads.files(query.source)).slice(0, 1) : [],
    };
    const encoded = await this.#desk.ask(choice, ({ client, compute }) =>
      client['compute.encode']({ ...input, compute }),
    );
    const hash = encoded.passport.weightsHash.slice(0, 8);
    if (!embedding.id.endsWith(hash)) {
      throw new FigscopeError('conflict', {
        message: `${embedding.model} has changed since this corpus was embedded with it.`,
        remedy: `Embed it again with: figscope embed CORPUS --model ${embedding.model}`,
        facts: { embedding: embedding.id, weights: hash },
      });
    }
    return encoded.vectors;
  }
}

/** How far down each list a hybrid search looks when it fuses them. */
const fusedRanks = 100;
/** Figures that a hybrid search knows the cosine of, so that hits found by their words show one too. */
const scoredInHybrid = 10_000;

interface Ranked {
  readonly id: number;
  readonly cosine?: number;
  readonly matched: Match[];
}

function rank(lexical: Scored | undefined, semantic: Scored | undefined, k: number): Ranked[] {
  const cosines = new Map(
    semantic ? [...semantic.ids].map((id, i) => [id, semantic.scores[i]] as const) : [],
  );
  const lists = [lexical, semantic].map((list) => [...(list?.ids ?? [])].slice(0, Math.max(k, fusedRanks)));
  const [byWords, byMeaning] = lists.map((ids) => new Set(ids));
  return fuseRanks(lists)
    .slice(0, k)
    .map((id) => {
      const cosine = cosines.get(id);
      const matched: Match[] = [
        ...(byWords.has(id) ? ['lexical' as const] : []),
        ...(byMeaning.has(id) ? ['semantic' as const] : []),
      ];
      return { id, matched, ...(cosine === undefined ? {} : { cosine }) };
    });
}

function defaultDirection(kind: Request['query']['kind']): Direction {
  return kind === 'text' ? 'text-image' : 'image-image';
}

const isSide = (side: string): side is Side => side === 'image' || side === 'text';

function sides(direction: Direction): [Side, Side] {
  const [from, to] = direction.split('-').filter(isSide);
  return [from, to];
}

/** A figure is not its own neighbour. */
function without(found: Scored, id: number): Scored {
  const keep = [...found.ids.keys()].filter((i) => found.ids[i] !== id);
  return {
    ids: Uint32Array.from(keep, (i) => found.ids[i]),
    scores: Float32Array.from(keep, (i) => found.scores[i]),
    pool: found.pool - (keep.length < found.ids.length ? 1 : 0),
  };
}
