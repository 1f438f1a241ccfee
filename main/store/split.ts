/** Which split an article belongs to: drawn once per article, so that no article leaks from train into test. */
import { createHash } from 'node:crypto';
import { FigscopeError } from '#app/util/error.ts';
import { splitNames, type SplitName } from '#app/domain/figure.ts';

export interface SplitPlan {
  /** Parts of train, dev and test; they are divided by their sum. */
  readonly shares: readonly [number, number, number];
  readonly seed: number;
}

export const defaultSplitPlan: SplitPlan = { shares: [0.9, 0.05, 0.05], seed: 0 };

/** The split of an article: depends on its key, the seed and the shares alone, never on order or on other articles. */
export function drawSplit(articleKey: string, { shares, seed }: SplitPlan): SplitName {
  const total = shares[0] + shares[1] + shares[2];
  if (!(total > 0) || shares.some((share) => share < 0)) {
    throw new FigscopeError('invalid-input', {
      message: `The shares ${shares.join(', ')} do not divide a corpus into train, dev and test.`,
      remedy: 'Give three numbers of which at least one is above zero, for example 0.9,0.05,0.05.',
    });
  }
  const digest = createHash('sha256').update(`${seed}:${articleKey}`).digest();
  const point = (digest.readUIntBE(0, 6) / 2 ** 48) * total;
  if (point < shares[0]) return splitNames[0];
  return point < shares[0] + shares[1] || shares[2] === 0 ? splitNames[1] : splitNames[2];
}
