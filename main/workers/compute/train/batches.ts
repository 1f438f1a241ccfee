/** Batches by step: which pairs, which crops, as numbers. The same step gives the same batch, whenever it is asked. */
import type { RunConfig } from '#app/domain/run-config.ts';
import { normalise } from '#app/ml/preprocess/normalise.ts';
import { openClipTrain } from '#app/ml/preprocess/transform.ts';
import { createRandom } from '#app/util/random.ts';
import type { TrainingBatch } from '#main/engine/executor.ts';
import { ImageCache } from './image-cache.ts';
import type { PreparedRun, TrainPair } from './prepare.ts';

export class BatchLoader {
  readonly #run: PreparedRun;
  readonly #config: RunConfig;
  readonly #stepsPerEpoch: number;
  readonly #images: ImageCache;
  /** Token ids of every training caption, encoded on first use. */
  readonly #tokens = new Map<number, Int32Array>();
  #order: { epoch: number; indices: Uint32Array } | undefined;
  #ahead: { step: number; batch: Promise<TrainingBatch> } | undefined;

  constructor(run: PreparedRun, config: RunConfig, stepsPerEpoch: number) {
    this.#run = run;
    this.#config = config;
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#images = new ImageCache(run.corpusFolder, run.model.image.imageSize);
  }

  /** The batch of a step (1-based). */
  async load(step: number): Promise<TrainingBatch> {
    if (this.#ahead?.step === step) return this.#ahead.batch;
    return this.#make(step);
  }

  /** Begins the next batch, unless that was the last. */
  prefetch(step: number, lastStep: number): void {
    if (step > lastStep) return;
    const batch = this.#make(step);
    // Whoever loads it gets the error; until then it must not count as unhandled.
    batch.catch(() => undefined);
    this.#ahead = { step, batch };
  }

  async #make(step: number): Promise<TrainingBatch> {
    const pairs = this.#pairsOf(step);
    const { contextLength } = this.#run.model.text;
    const { size, mean, std } = this.#run.model.preprocess;
    const pixels = 3 * size * size;
    const images = new Float32Array(pairs.length * pixels); // [batch, 3, size, size]
    const tokenIds = new Int32Array(pairs.length * contextLength); // [batch, contextLength]
    const scale: [number, number] = [this.#config.cropScale, 1];
    const rasters = await Promise.all(pairs.map((pair) => this.#images.get(pair)));
    pairs.forEach((pair, row) => {
      const random = createRandom(this.#config.seed).fork('crop').fork(step).fork(row);
      images.set(
        normalise(openClipTrain(rasters[row], size, random, { scale }), { mean, std }),
        row * pixels,
      );
      tokenIds.set(this.#tokensOf(pair), row * contextLength);
    });
    return { images, tokenIds };
  }

  /** Every epoch is a new order of all pairs; what does not fill a batch is left out, as in open_clip. */
  #pairsOf(step: number): TrainPair[] {
    const epoch = Math.floor((step - 1) / this.#stepsPerEpoch);
    if (this.#order?.epoch !== epoch) {
      const indices = Uint32Array.from({ length: this.#run.trainPairs.length }, (_, i) => i);
      createRandom(this.#config.seed).fork('order').fork(epoch).shuffle(indices);
      this.#order = { epoch, indices };
    }
    const from = ((step - 1) % this.#stepsPerEpoch) * this.#config.batchSize;
    return Array.from(
      this.#order.indices.subarray(from, from + this.#config.batchSize),
      (i) => this.#run.trainPairs[i],
    );
  }

  #tokensOf(pair: TrainPair): Int32Array {
    let ids = this.#tokens.get(pair.id);
    if (!ids) {
      ids = this.#run.tokenizer.encode(pair.caption).ids;
      this.#tokens.set(pair.id, ids);
    }
    return ids;
  }
}
