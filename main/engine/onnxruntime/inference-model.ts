/** Embedding images and texts on ONNX Runtime: one session for each tower, any batch size, any text length. */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { sizeOf } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { InferenceModel } from '../executor.ts';
import { checkLength } from '../batch-check.ts';
import { checkedTexts } from '../text-batch.ts';
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
    const trimmed = checkedTexts(this.config, tokenIds, batch);
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
