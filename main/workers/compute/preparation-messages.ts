/** What the compute worker and its preparation threads say to each other. */
import * as z from 'zod';
import { imageSource } from '#app/domain/figure.ts';

const threeNumbers = z.tuple([z.number(), z.number(), z.number()]).readonly();

/** Given to a thread when it is started. */
export const preparationSettings = z.object({
  corpusFolder: z.string(),
  preprocessing: z.object({ imageSize: z.number().int(), mean: threeNumbers, std: threeNumbers }),
});
export type PreparationSettings = z.infer<typeof preparationSettings>;

export const preparationOrder = z.object({ id: z.number().int(), source: imageSource });

/** `pixels` is [3, imageSize, imageSize], normalised; `reason` says why there are none. */
export const prepared = z.union([
  z.object({ id: z.number().int(), pixels: z.instanceof(Float32Array) }),
  z.object({ id: z.number().int(), reason: z.string() }),
]);
export type Prepared = z.infer<typeof prepared>;
