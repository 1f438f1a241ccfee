/**
 * Synthetic vectors: 2,000 clusters, in each of which rows differ along 24 directions, and noise all around. The image
 * and the text of a row share their place and lie on either side of a gap, as those of a trained pair of towers do
 * (Liang et al. 2022, "Mind the Gap"). Depends on (seed, row) alone.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Passport } from '#app/domain/passport.ts';
import type { Progress } from '#app/domain/job.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { openVectorWriter } from '../vector-writer.ts';
import { Pace, throwIfAborted, type SynthesisUpdate } from './pace.ts';
import { mix, RowRandom, streams } from './row-random.ts';

const clusters = 2000;
const localDimensions = 24;
const directions = 512;
/** Lengths of the parts of a vector before it is normalised. */
const localLength = 0.6;
const noiseLength = 0.45;
const gapLength = 0.5;
const rowsPerAppend = 500;
const appendsPerCommit = 40;

export interface VectorPlan {
  readonly rows: number;
  readonly seed: number;
  readonly dimension: number;
}

/** Says of itself in every field that no model made it: it equals no passport of a model. */
function syntheticPassport({ seed, dimension }: VectorPlan): Passport {
  const hash = createHash('sha256').update(`figscope synthetic vectors 1 ${seed} ${dimension}`).digest('hex');
  return {
    model: 'synthetic (no model)',
    weightsHash: `synthetic:${hash}`,
    tokenizerHash: `synthetic:${hash}`,
    preprocessing: { imageSize: 0, mean: [0, 0, 0], std: [0, 0, 0], interpolation: 'none', prepare: 'exact' },
    dimension,
    precision: 'float16',
    engine: 'none',
  };
}

/** Appends what is missing of both sides. Killed, it goes on after the last commit. */
export async function* synthesiseVectors(
  corpusFolder: string,
  plan: VectorPlan,
  signal: AbortSignal,
): AsyncGenerator<SynthesisUpdate> {
  const { rows, dimension } = plan;
  const folder = join(corpusFolder, 'vectors', `synthetic-${dimension}`);
  using images = openVectorWriter(folder, dimension, 'image');
  using texts = openVectorWriter(folder, dimension, 'text');
  const passport = JSON.stringify(syntheticPassport(plan));
  writeFileAtomically(join(folder, 'passport.json'), [new TextEncoder().encode(passport)]);
  const maker = new VectorMaker(plan);
  const pace = new Pace(images.committed, rows, 'rows');
  const progress = (done: number): Progress => pace.at(done, 'making vectors of images and texts');
  for (let row = Math.min(images.committed, texts.committed); row < rows; ) {
    throwIfAborted(signal);
    for (let append = 0; append < appendsPerCommit && row < rows; append += 1) {
      const end = Math.min(rows, row + rowsPerAppend);
      // A kill may have come between the commits of the two sides.
      if (row >= images.committed) images.append(maker.batch(row, end, 'image'));
      if (row >= texts.committed) texts.append(maker.batch(row, end, 'text'));
      row = end;
      await new Promise((resolve) => setImmediate(resolve));
    }
    images.commit();
    texts.commit();
    yield { progress: progress(row) };
  }
}

export class VectorMaker {
  readonly #seed: number;
  readonly #dimension: number;
  readonly #random = new RowRandom();
  /** [clusters, dimension], unit length. */
  readonly #centres: Float32Array;
  /** [directions, dimension], unit length: those of a cluster are drawn from them. */
  readonly #directions: Float32Array;
  /** [dimension], unit length. */
  readonly #gap: Float32Array;
  /** Normal values, read from a random place on. */
  readonly #normals: Float32Array;

  constructor({ seed, dimension }: VectorPlan) {
    this.#seed = seed;
    this.#dimension = dimension;
    const random = new RowRandom().start(seed, 0, streams.text);
    this.#centres = unitRows(random, clusters, dimension);
    this.#directions = unitRows(random, directions, dimension);
    this.#gap = unitRows(random, 1, dimension);
    this.#normals = Float32Array.from({ length: (1 << 16) + dimension }, () => normal(random));
  }

  /** [end - first, dimension], L2-normalised. */
  batch(first: number, end: number, side: 'image' | 'text'): Float32Array<ArrayBuffer> {
    const vectors = new Float32Array((end - first) * this.#dimension);
    for (let row = first; row < end; row += 1) {
      const start = (row - first) * this.#dimension;
      this.#make(row, side, vectors.subarray(start, start + this.#dimension));
    }
    return vectors;
  }

  #make(row: number, side: 'image' | 'text', vector: Float32Array): void {
    const dimension = this.#dimension;
    // Shared by both sides: the cluster and the place in it.
    const random = this.#random.start(this.#seed, row, streams.text);
    const cluster = random.below(clusters);
    vector.set(this.#centres.subarray(cluster * dimension, (cluster + 1) * dimension));
    const scale = localLength / Math.sqrt(localDimensions);
    for (let local = 0; local < localDimensions; local += 1) {
      const direction = mix(cluster * localDimensions + local) % directions;
      const weight = scale * this.#normals[random.next() & 0xffff];
      const start = direction * dimension;
      for (let index = 0; index < dimension; index += 1)
        vector[index] += weight * this.#directions[start + index];
    }
    const noise = this.#random.start(this.#seed, row, side === 'image' ? streams.image : streams.caption);
    const place = noise.next() & 0xffff;
    const noiseScale = (noise.next() & 1 ? noiseLength : -noiseLength) / Math.sqrt(dimension);
    const gap = side === 'image' ? gapLength : -gapLength;
    let squares = 0;
    for (let index = 0; index < dimension; index += 1) {
      vector[index] += noiseScale * this.#normals[place + index] + gap * this.#gap[index];
      squares += vector[index] ** 2;
    }
    const length = Math.sqrt(squares);
    for (let index = 0; index < dimension; index += 1) vector[index] /= length;
  }
}

/** A normal value: the sum of twelve even ones. Additions alone, so that every machine agrees. */
function normal(random: RowRandom): number {
  let sum = -6;
  for (let part = 0; part < 12; part += 1) sum += random.unit();
  return sum;
}

/** [rows, dimension] of unit length. */
function unitRows(random: RowRandom, rows: number, dimension: number): Float32Array {
  const matrix = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row += 1) {
    const vector = matrix.subarray(row * dimension, (row + 1) * dimension);
    let squares = 0;
    for (let index = 0; index < dimension; index += 1) {
      vector[index] = normal(random);
      squares += vector[index] ** 2;
    }
    for (let index = 0; index < dimension; index += 1) vector[index] /= Math.sqrt(squares);
  }
  return matrix;
}
