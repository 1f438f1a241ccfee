/** A query as a vector of the side it comes from, made with the very model of the embedding. */
import type { HostContract } from '#app/contract/index.ts';
import type { EmbeddingSummary } from '#app/domain/corpus.ts';
import type { Direction } from '#app/domain/search.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { UploadService } from '../blobs/upload-service.ts';
import type { ComputeDesk } from '../engines/compute-desk.ts';
import type { ModelCatalogue } from '../models/model-catalogue.ts';

export type SearchRequest = Parameters<Handlers<HostContract>['retrieval.search']>[0];
export type Side = 'image' | 'text';

export interface Encoders {
  readonly catalogue: Pick<ModelCatalogue, 'folder'>;
  readonly desk: Pick<ComputeDesk, 'ask'>;
  readonly uploads: Pick<UploadService, 'files'>;
}

export interface QueryVector {
  readonly vector: Float32Array<ArrayBuffer>;
  /** What a reader must know of how the query was read. */
  readonly notes: readonly string[];
}

/** Shorter texts fit into every model. */
const surelyShort = 24;

/**
 * Throws invalid-input for a query that cannot start from that side, conflict when the model has changed since the
 * corpus was embedded.
 */
export async function queryVector(
  { catalogue, desk, uploads }: Encoders,
  { query, compute: choice }: SearchRequest,
  embedding: EmbeddingSummary,
  from: Side,
): Promise<QueryVector> {
  if ((query.kind === 'text') !== (from === 'text')) throw wrongStart(query.kind, from);
  const folder = await catalogue.folder(embedding.model);
  const texts = query.kind === 'text' ? [query.text] : [];
  const imagePaths = query.kind === 'image' ? (await uploads.files(query.source)).slice(0, 1) : [];
  const isLong = query.kind === 'text' && query.text.length > surelyShort;
  const { encoded, cut } = await desk.ask(choice, async ({ client, compute }) => ({
    encoded: await client['compute.encode']({ folder, texts, imagePaths, compute }),
    cut: isLong ? await client['compute.tokenCut']({ folder, text: query.text, contexts: [] }) : undefined,
  }));
  const hash = encoded.passport.weightsHash.slice(0, 8);
  if (!embedding.id.endsWith(hash)) {
    throw new FigscopeError('conflict', {
      message: `${embedding.model} has changed since this corpus was embedded with it.`,
      remedy: `Embed it again with: figscope embed CORPUS --model ${embedding.model}`,
      facts: { embedding: embedding.id, weights: hash },
    });
  }
  const isCut = cut !== undefined && cut.tokens > cut.contextLength;
  return {
    vector: encoded.vectors,
    notes: isCut
      ? [`The query has ${cut.tokens} tokens; ${embedding.model} reads the first ${cut.contextLength}.`]
      : [],
  };
}

function wrongStart(kind: SearchRequest['query']['kind'], from: Side): FigscopeError {
  return new FigscopeError('invalid-input', {
    message: `A query of kind ${kind} cannot start a search from the ${from} side.`,
    remedy:
      kind === 'text'
        ? 'Use --direction text-image or text-text.'
        : 'Use --direction image-text or image-image.',
  });
}

export function sidesOf(direction: Direction): { readonly from: Side; readonly to: Side } {
  switch (direction) {
    case 'text-image':
      return { from: 'text', to: 'image' };
    case 'image-text':
      return { from: 'image', to: 'text' };
    case 'image-image':
      return { from: 'image', to: 'image' };
    default:
      return { from: 'text', to: 'text' };
  }
}

export const directionOf = ({ direction, query }: SearchRequest): Direction =>
  direction ?? (query.kind === 'text' ? 'text-image' : 'image-image');
