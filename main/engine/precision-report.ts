/** How far the features of a coarser precision are from float32, on probes of one's choice. */
import type { InferenceModel } from './executor.ts';

export interface CosineSummary {
  readonly min: number;
  readonly mean: number;
}

export interface PrecisionReport {
  readonly images: CosineSummary;
  readonly texts: CosineSummary;
}

export interface PrecisionProbes {
  readonly rows: number;
  /** [rows, 3, size, size], normalised. */
  readonly images: Float32Array;
  /** [rows, tokens], padded with 0. */
  readonly tokenIds: Int32Array;
}

/** Cosines between the features that two models of one kind give the same probes. */
export async function compareToFp32(
  model: InferenceModel,
  fp32: InferenceModel,
  { rows, images, tokenIds }: PrecisionProbes,
): Promise<PrecisionReport> {
  return {
    images: compareFeatures(
      await model.encodeImages(images, rows),
      await fp32.encodeImages(images, rows),
      rows,
    ),
    texts: compareFeatures(
      await model.encodeTexts(tokenIds, rows),
      await fp32.encodeTexts(tokenIds, rows),
      rows,
    ),
  };
}

/** Row by row; both [rows, embedDim] and L2-normalised. */
export function compareFeatures(found: Float32Array, expected: Float32Array, rows: number): CosineSummary {
  const embedDim = expected.length / rows;
  let [min, sum] = [1, 0];
  for (let start = 0; start < expected.length; start += embedDim) {
    let cosine = 0;
    for (let index = start; index < start + embedDim; index++) cosine += found[index]! * expected[index]!;
    min = Math.min(min, cosine);
    sum += cosine;
  }
  return { min, mean: sum / rows };
}
