/** A contest: several contestants do the same work in turns, so that a machine's moods meet all of them. */
import type { EngineName, Precision } from '#app/domain/engine.ts';
import { errorRecord } from '#app/util/error.ts';
import { Side } from './side.ts';
import type { BenchTask } from './tasks.ts';

export interface Contestant {
  /** 'open_clip bf16 compiled', 'tensorflow fp32', ... */
  readonly label: string;
  readonly by: EngineName | 'open_clip';
  readonly precision: Precision;
  readonly compiled?: boolean;
}

export interface Standing {
  readonly label: string;
  /** From nothing to the first result: process, model, graph, first run. */
  readonly firstMs: number;
  readonly medianMs: number;
  readonly bestMs: number;
  /** Of the process, while it works; parameters included. */
  readonly peakBytes: number;
}

export type Absence = { readonly label: string; readonly reason: string };

export interface ContestResult {
  readonly standings: readonly Standing[];
  readonly absent: readonly Absence[];
}

interface Place {
  readonly contestant: Contestant;
  readonly side: Side;
  readonly firstMs: number;
  readonly times: number[];
  peakBytes: number;
}

/** Prepares everybody, then lets them work in turns for `rounds` rounds. */
export async function contest(
  contestants: readonly Contestant[],
  task: Omit<BenchTask, 'precision' | 'compiled'>,
  { rounds, threads, python }: { rounds: number; threads: number; python: string | undefined },
): Promise<ContestResult> {
  const absent: Absence[] = [];
  const places: Place[] = [];
  try {
    for (const contestant of contestants) {
      const { label, by, precision, compiled = false } = contestant;
      if (by === 'open_clip' && python === undefined) {
        absent.push({ label, reason: 'FIGSCOPE_PYTHON names no interpreter' });
        continue;
      }
      const startedAt = performance.now();
      const side = by === 'open_clip' ? Side.openClip(python!) : Side.engine(by);
      try {
        const { peakBytes } = await side.ask({
          op: 'prepare',
          threads,
          task: { ...task, precision, compiled },
        });
        places.push({ contestant, side, firstMs: performance.now() - startedAt, times: [], peakBytes });
      } catch (error) {
        absent.push({ label, reason: errorRecord(error).message });
        await side[Symbol.asyncDispose]();
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (const place of places) {
        const { ms, peakBytes } = await place.side.ask({ op: 'run' });
        place.times.push(ms);
        place.peakBytes = peakBytes;
      }
    }
  } finally {
    for (const { side } of places) await side[Symbol.asyncDispose]();
  }
  return { absent, standings: places.map(standingOf) };
}

function standingOf({ contestant, firstMs, times, peakBytes }: Place): Standing {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    label: contestant.label,
    firstMs,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    bestMs: sorted[0] ?? Number.NaN,
    peakBytes,
  };
}
