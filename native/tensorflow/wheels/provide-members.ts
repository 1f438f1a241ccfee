/** Everything that a set of wheels has to bring, in its place: found, planned, given room, fetched, proven. */
import { rm, statfs } from 'node:fs/promises';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { WheelNeed } from '../wheel-set.ts';
import { fetchWheel, planWheel, type WheelPlan } from './fetch-wheel.ts';
import { findWheels, type WheelOrigin } from './find-wheels.ts';

export interface ProvideOptions extends WheelOrigin {
  /** Where the members go. */
  readonly root: string;
  /** Where pieces of wheels lie until they are not needed any more. */
  readonly pieces: string;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

export interface ProvidedWheel {
  readonly file: string;
  /** `pins`: hashes that come with Figscope; `record`: those that the wheel states itself. */
  readonly checkedBy: 'pins' | 'record';
}

/** Left free besides what is written. */
const reserveBytes = 200e6;

/**
 * Brings the members that are not in `root` yet. Cut off at any moment, the next call goes on with what arrived.
 * @throws FigscopeError `storage-full` before anything is fetched, `not-found`, `unavailable`, `cancelled`
 */
export async function provideMembers(
  needs: readonly WheelNeed[],
  { root, pieces, signal, progress, ...origin }: ProvideOptions,
): Promise<ProvidedWheel[]> {
  const state: { -readonly [Key in keyof Progress]: Progress[Key] } = { done: 0, unit: 'bytes', detail: '' };
  const working = (detail: string) => {
    state.detail = detail;
    progress({ ...state });
  };
  const received = (bytes: number) => {
    state.done += bytes;
    progress({ ...state });
  };
  using found = await findWheels(needs, pieces, origin, { signal, received, working });
  const plans: WheelPlan[] = [];
  for (const [need, source] of found.wheels) {
    signal.throwIfAborted();
    working(`reading the contents of ${source.file}`);
    plans.push(await planWheel(source, need, root));
  }
  await checkRoom(root, plans);
  // What was fetched so far was needed to plan.
  state.total = state.done + plans.reduce((sum, { fetchBytes }) => sum + fetchBytes, 0);
  for (const plan of plans) await fetchWheel(plan, { signal, working });
  await rm(pieces, { recursive: true, force: true });
  return plans.map(({ source, checkedBy }) => ({ file: source.file, checkedBy }));
}

async function checkRoom(root: string, plans: readonly WheelPlan[]): Promise<void> {
  const unpackedBytes = plans.reduce((sum, plan) => sum + plan.unpackedBytes, 0);
  // One piece lies there while it is unpacked, then it goes.
  const largestPieceBytes = Math.max(0, ...plans.map(({ pieceBytes }) => pieceBytes));
  await needRoom(root, unpackedBytes + largestPieceBytes);
}

/** Throws storage-full unless the disk of a folder has room for so many bytes. */
export async function needRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const neededBytes = bytes + reserveBytes;
  if (freeBytes >= neededBytes) return;
  const gigabytes = (count: number) => `${(count / 1e9).toFixed(1)} GB`;
  throw new FigscopeError('storage-full', {
    message: `The installation needs ${gigabytes(neededBytes)} at ${folder}; ${gigabytes(freeBytes)} are free.`,
    remedy: 'Free some space there, or name a folder on another disk in FIGSCOPE_ENGINES.',
    facts: { neededBytes, freeBytes },
  });
}
