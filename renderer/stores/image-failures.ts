/** Images that could not be shown: why, in the host's words, and trying all of them again. */
import * as z from 'zod';
import { create } from 'zustand';

export interface ImageFailure {
  readonly message: string;
  readonly remedy: string | undefined;
}

const answer = z.object({ error: z.object({ message: z.string(), remedy: z.string().optional() }) });

/** An `<img>` says only that it failed: the same address is asked for the reason. */
export async function whyImageFailed(src: string, signal: AbortSignal): Promise<ImageFailure> {
  const unknown: ImageFailure = { message: 'The image cannot be shown.', remedy: undefined };
  try {
    const response = await fetch(src, { signal });
    if (response.ok) return unknown;
    const { message, remedy } = answer.parse(await response.json()).error;
    return { message, remedy };
  } catch {
    // No connection, or no words: the plain sentence stands.
    return unknown;
  }
}

/** Counts how often somebody asked to try again; every image that failed before does. */
export const useImageRetries = create<{ readonly round: number }>()(() => ({ round: 0 }));

export const retryImages = (): void => useImageRetries.setState(({ round }) => ({ round: round + 1 }));
