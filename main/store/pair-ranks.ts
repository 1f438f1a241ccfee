/**
 * Ranks of true pairs, both directions at once: row i of the images belongs to row i of the texts, and its rank among
 * all texts is 1 + those closer + half of those just as close, as retrievalRanks counts by default. Exact, in float64,
 * in slices that let the process answer other calls in between.
 */
import { dotRow } from './vector-file.ts';

export interface PairRanks {
  /** [pairs]: rank of the right text for each image. */
  readonly imageToText: Float64Array<ArrayBuffer>;
  /** [pairs]: rank of the right image for each text. */
  readonly textToImage: Float64Array<ArrayBuffer>;
}

/** Texts whose vectors stay in the processor's cache while all images of a slice pass. */
const textsPerBlock = 64;
const imagesPerSlice = 64;

/** @param images [pairs, dimension], L2-normalised @param texts the same shape */
export async function pairRanks(
  images: Float32Array,
  texts: Float32Array,
  dimension: number,
  signal?: AbortSignal,
): Promise<PairRanks> {
  const pairs = images.length / dimension;
  const imageToText = new Float64Array(pairs).fill(1);
  const textToImage = new Float64Array(pairs).fill(1);
  const own = Float64Array.from({ length: pairs }, (_none, pair) =>
    similarity(images, pair, texts, pair, dimension),
  );
  for (let firstImage = 0; firstImage < pairs; firstImage += imagesPerSlice) {
    signal?.throwIfAborted();
    const lastImage = Math.min(pairs, firstImage + imagesPerSlice);
    for (let firstText = 0; firstText < pairs; firstText += textsPerBlock) {
      const lastText = Math.min(pairs, firstText + textsPerBlock);
      for (let image = firstImage; image < lastImage; image += 1) {
        const vector = images.subarray(image * dimension, (image + 1) * dimension);
        for (let text = firstText; text < lastText; text += 1) {
          if (text === image) continue;
          const cosine = dotRow(texts, text * dimension, vector);
          imageToText[image] += beats(cosine, own[image]);
          textToImage[text] += beats(cosine, own[text]);
        }
      }
    }
    await new Promise((resume) => setImmediate(resume));
  }
  return { imageToText, textToImage };
}

/** Half for a tie, so that a model that finds everything alike scores as guessing does. */
const beats = (cosine: number, own: number): number => (cosine > own ? 1 : cosine === own ? 0.5 : 0);

function similarity(
  images: Float32Array,
  image: number,
  texts: Float32Array,
  text: number,
  dimension: number,
): number {
  return dotRow(texts, text * dimension, images.subarray(image * dimension, (image + 1) * dimension));
}
