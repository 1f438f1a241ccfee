/** What an installation needs of one wheel: planned first, so that sizes are known before anything is fetched. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FigscopeError } from '#app/util/error.ts';
import { wheelPins } from '../wheel-pins.ts';
import type { WheelNeed } from '../wheel-set.ts';
import type { ByteSource } from './byte-source.ts';
import { isWrongContents, unpackMember } from './unpack-member.ts';
import { readRecord } from './record.ts';
import { readZipDirectory, type ZipMember } from './zip-directory.ts';

interface PlannedMember {
  readonly member: ZipMember;
  readonly destination: string;
}

/** Members that are fetched with one request. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly members: readonly PlannedMember[];
}

export interface WheelPlan {
  readonly source: ByteSource;
  readonly checkedBy: 'pins' | 'record';
  readonly runs: readonly Run[];
  readonly sha256: ReadonlyMap<string, string>;
  /** Still to come over the network. */
  readonly fetchBytes: number;
  /** Of the files still to be written. */
  readonly unpackedBytes: number;
  /** The largest piece that has to lie on the disk besides them. */
  readonly pieceBytes: number;
}

/** Closer together than this, two members cost less in one request. */
const smallGapBytes = 2 ** 16;

/** @param root where the members go; those that are there already are left out */
export async function planWheel(source: ByteSource, need: WheelNeed, root: string): Promise<WheelPlan> {
  const directory = await readZipDirectory(source);
  const needed = directory.flatMap((member) => {
    const destination = need.destination(member.name);
    return destination === undefined ? [] : [{ member, destination: join(root, destination) }];
  });
  const pins = wheelPins[source.file];
  const sha256 = pins ? new Map(Object.entries(pins)) : await readRecord(source, directory);
  const unproven = needed.find(({ member }) => !sha256.has(member.name));
  if (unproven || needed.length === 0) {
    throw new FigscopeError('unavailable', {
      message: unproven
        ? `${source.file} says nothing about the contents of ${unproven.member.name}.`
        : `${source.file} has none of the files that are needed.`,
      remedy: 'Name another index with --wheel-index, or a folder with the wheels with --from.',
    });
  }
  const runs = groupRuns(needed.filter(({ destination }) => !existsSync(destination)));
  let fetchBytes = 0;
  let pieceBytes = 0;
  for (const { start, end } of runs) {
    const missingBytes = end - start - (await source.held(start, end));
    fetchBytes += missingBytes;
    pieceBytes = Math.max(pieceBytes, missingBytes);
  }
  const unpackedBytes = runs
    .flatMap(({ members }) => members)
    .reduce((sum, { member }) => sum + member.sizeBytes, 0);
  return { source, checkedBy: pins ? 'pins' : 'record', runs, sha256, fetchBytes, unpackedBytes, pieceBytes };
}

export interface FetchHooks {
  readonly signal: AbortSignal;
  readonly working: (on: string) => void;
}

export async function fetchWheel(plan: WheelPlan, hooks: FetchHooks): Promise<void> {
  for (const run of plan.runs) {
    hooks.signal.throwIfAborted();
    try {
      await fetchRun(plan, run, hooks);
    } catch (error) {
      if (!isWrongContents(error)) throw error;
      // Bytes that were damaged on their way, or left over from another file: once more, from nothing.
      if (!(await plan.source.discard())) throw error;
      await fetchRun(plan, run, hooks);
    }
    await plan.source.drop(run.start, run.end);
  }
}

async function fetchRun({ source, sha256 }: WheelPlan, run: Run, hooks: FetchHooks): Promise<void> {
  hooks.working(`fetching from ${source.file}`);
  const slice = await source.slice(run.start, run.end);
  for (const { member, destination } of run.members) {
    hooks.working(`unpacking ${basename(member.name)}`);
    const from = { path: slice.path, offset: slice.offset + member.start - run.start };
    await unpackMember(member, from, sha256.get(member.name) ?? '', destination, {
      signal: hooks.signal,
      executable: destination.endsWith('ptxas'),
    });
  }
}

function groupRuns(members: readonly PlannedMember[]): Run[] {
  const runs: { start: number; end: number; members: PlannedMember[] }[] = [];
  for (const planned of [...members].sort((one, other) => one.member.start - other.member.start)) {
    const { start, end } = planned.member;
    const last = runs.at(-1);
    if (last && start - last.end <= smallGapBytes) {
      last.members.push(planned);
      last.end = end;
    } else runs.push({ start, end, members: [planned] });
  }
  return runs;
}
