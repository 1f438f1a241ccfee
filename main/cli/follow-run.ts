/** The numbers of a run as lines, until it ends; Ctrl-C stops it with a checkpoint. */
import type { MetricChunk } from '#app/domain/run.ts';
import { metricPointAt } from '#app/domain/metric-log.ts';
import { FigscopeError } from '#app/util/error.ts';
import { formatShare } from './format.ts';
import { exitCodes, type Session } from './session.ts';

/** Without --json, one line per this many steps is enough to read along. */
const readableEvery = 20;

export async function followRun(session: Session, run: string, afterStep: number): Promise<number> {
  const { client, output, signal, attached } = session;
  const stop = () => {
    output.note(
      attached
        ? 'Leaving. The run goes on in the open Figscope.'
        : 'Stopping after this step, with a checkpoint ...',
    );
    if (!attached) void client['runs.stop']({ run }).catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  for await (const chunk of client['runs.metrics']({ run, afterStep }, attached ? { signal } : {}))
    printChunk(session, chunk);
  const ended = await client['runs.show']({ run });
  signal.removeEventListener('abort', stop);
  if (ended.status === 'failed' && ended.error) {
    throw new FigscopeError('worker-crashed', {
      message: ended.error.message,
      ...(ended.error.remedy ? { remedy: ended.error.remedy } : {}),
    });
  }
  const step = ended.checkpoints.at(-1);
  const last = {
    done: true,
    run,
    step: ended.step,
    model: `run:${run}`,
    ...(step === undefined ? {} : { checkpoint: step }),
  };
  const { best } = ended;
  const recall = best
    ? ` Best R@5 ${formatShare(best.imageToText.r5)} / ${formatShare(best.textToImage.r5)} at step ${best.step}, pool ${best.pool}.`
    : '';
  output.line(
    last,
    `Run ${run} is ${ended.status} at step ${ended.step} of ${ended.steps}.${recall} Its model is run:${run}`,
  );
  return signal.aborted ? exitCodes.interrupted : exitCodes.done;
}

/** The points of a chunk, and its validations. */
export function printChunk({ output }: Session, chunk: MetricChunk): void {
  for (let row = 0; row < chunk.step.length; row++) {
    const point = metricPointAt(chunk, row);
    if (output.json || point.step === 1 || point.step % readableEvery === 0) {
      output.line(
        point,
        `step ${point.step}  loss ${point.loss.toFixed(4)}  lr ${point.learningRate.toExponential(2)}  scale ${point.logitScale.toFixed(2)}  ${Math.round(point.samplesPerSecond)} pairs/s`,
      );
    }
  }
  for (const point of chunk.validations) {
    output.line(
      { validation: point },
      `step ${point.step}  dev loss ${point.loss.toFixed(4)}  R@1 ${formatShare(point.imageToText.r1)} / ${formatShare(point.textToImage.r1)}  R@5 ${formatShare(point.imageToText.r5)} / ${formatShare(point.textToImage.r5)}  pool ${point.pool}`,
    );
  }
}
