/** What the host asks of an image worker: thumbnails, away from the event loop of the host. */
import * as z from 'zod';
import { call } from '#app/rpc/define.ts';
import { workerContract } from '#app/rpc/worker-contract.ts';
import { imageSource } from '#app/domain/figure.ts';

export const imageContract = {
  ...workerContract,
  /**
   * Makes `<thumbFolder>/<ab>/<sha256>-<width>.webp` and answers its path; an existing one is answered at once.
   * Width 0: the image in a format that browsers show (the original when they do, else PNG).
   */
  'images.thumbnail': call(
    z.object({
      sha256: z.string(),
      source: imageSource,
      blobFolder: z.string(),
      thumbFolder: z.string(),
      width: z.number().int().min(0).max(4096),
    }),
    z.object({ path: z.string(), type: z.string() }),
  ),
} as const;
export type ImageContract = typeof imageContract;
