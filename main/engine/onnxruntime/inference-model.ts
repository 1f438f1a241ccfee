/** Embedding images and texts on ONNX Runtime: one session for each tower, any batch size, any text length. */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { sizeOf } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { InferenceModel } from '../executor.ts';
import { checkLength, checkTokenIds } from './batch-check.ts';
import { type InferenceSettings, openTower } from './open-tower.ts';
import { floatTensor, runSession } from './session.ts';
import type { ModelWeights } from './weights.ts';

export class OnnxInferenceModel implements InferenceModel {
  readonly logitScale: number;
  private readonly config: ModelConfig;
  private readonly imageTower: InferenceSession;
  private readonly textTower: InferenceSession;
  private disposed = false;

  private constructor(
    config: ModelConfig,
    logitScale: number,
    imageTower: InferenceSession,
    textTower: InferenceSession,
  ) {
    this.config = config;
    this.logitScale = logitScale;
    this.imageTower = imageTower;
    this.textTower = textTower;
  }

  static async compile(
    config: ModelConfig,
    weights: ModelWeights,
    settings: InferenceSettings,
  ): Promise<OnnxInferenceModel> {
    const imageTower = await openTower('image', config, weights, settings);
    const textTower = await openTower('text', config, weights, settings);
    return new OnnxInferenceModel(config, Math.exp(weights.logitScale), imageTower, textTower);
  }

  encodeImages(images: Float32Array, batch: number): Promise<Float32Array> {
    const { imageSize } = this.config.image;
    const shape = [batch, 3, imageSize, imageSize];
    checkLength('images', images.length, sizeOf(shape));
    return features(this.imageTower, 'images', floatTensor(images, shape));
  }

  encodeTexts(tokenIds: Int32Array, batch: number): Promise<Float32Array> {
    const length = tokenIds.length / batch;
    const { contextLength, vocabularySize } = this.config.text;
    if (!Number.isInteger(length) || length < 1 || length > contextLength) {
      throw new FigscopeError('invalid-input', {
        message: `Token ids of ${length} per text do not fit the model, which reads up to ${contextLength}.`,
        facts: { tokenIds: tokenIds.length, batch, contextLength },
      });
    }
    checkTokenIds(tokenIds, vocabularySize);
    const trimmed = trimPadding(tokenIds, batch);
    return features(
      this.textTower,
      'tokenIds',
      new Tensor('int32', trimmed, [batch, trimmed.length / batch]),
    );
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    await this.imageTower.release();
    await this.textTower.release();
  }
}

async function features(session: InferenceSession, name: string, tensor: Tensor): Promise<Float32Array> {
  const { features: result } = await runSession(session, { [name]: tensor }, { features: null });
  if (result instanceof Tensor && result.data instanceof Float32Array) return result.data;
  throw new FigscopeError('internal', 'ONNX Runtime returned no features.');
}

/**
 * Drops the columns that are padding in every text: [batch, n] -> [batch, longest text]. Padding is hidden from
 * attention, so the features stay the same and only the work shrinks.
 */
export function trimPadding(tokenIds: Int32Array, batch: number): Int32Array {
  const length = tokenIds.length / batch;
  const longest = longestText(tokenIds, batch);
  if (longest === length) return tokenIds;
  const trimmed = new Int32Array(batch * longest);
  for (let row = 0; row < batch; row++) {
    trimmed.set(tokenIds.subarray(row * length, row * length + longest), row * longest);
  }
  return trimmed;
}

/** Tokens of the longest text of a batch; at least 1. */
export function longestText(tokenIds: Int32Array, batch: number): number {
  const length = tokenIds.length / batch;
  for (let column = length - 1; column > 0; column--) {
    for (let row = 0; row < batch; row++) if (tokenIds[row * length + column] !== 0) return column + 1;
  }
  return 1;
}
