/** The two towers as graphs for any batch and any text length: for inference sessions, and for files that stand alone. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { type DimensionsOf, type DimensionSymbol, symbolicDimensions } from '../trace/dimensions.ts';
import type { Graph } from '../trace/graph.ts';
import { traceImageTower, traceTextTower } from './traced-programs.ts';

export interface TowerProgram {
  /** Its inputs are the tower's parameters and its batch; its output is `features` [batch, embedDim], normalised. */
  readonly graph: Graph;
  readonly symbols: readonly DimensionSymbol[];
  readonly dimensionsOf: DimensionsOf;
}

const batchSymbol = (input: string): DimensionSymbol => ({ name: 'batch', input, axis: 0, traced: [2, 3] });
/** Any two lengths above one do. */
const tokensSymbol = (contextLength: number): DimensionSymbol => ({
  name: 'tokens',
  input: 'tokenIds',
  axis: 1,
  traced: [contextLength - 1, contextLength],
});

/** Input `images` float32 [batch, 3, size, size]. */
export async function imageTowerProgram(config: ModelConfig): Promise<TowerProgram> {
  const graphs = [await traceImageTower(config, 2), await traceImageTower(config, 3)];
  return towerProgram(graphs, [batchSymbol('images')]);
}

/** Input `tokenIds` int32 [batch, tokens]. */
export async function textTowerProgram(config: ModelConfig): Promise<TowerProgram> {
  const tokens = tokensSymbol(config.text.contextLength);
  const graphs: Graph[] = [];
  for (const textLength of tokens.traced) {
    for (const batchSize of [2, 3]) graphs.push(await traceTextTower(config, { batchSize, textLength }));
  }
  return towerProgram(graphs, [batchSymbol('tokenIds'), tokens]);
}

function towerProgram(graphs: readonly Graph[], symbols: readonly DimensionSymbol[]): TowerProgram {
  return { graph: graphs[0]!, symbols, dimensionsOf: symbolicDimensions(graphs, symbols) };
}
