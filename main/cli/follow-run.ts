/** The numbers of a run as lines, until it ends; Ctrl-C stops it with a checkpoint. */
import type { MetricChunk } from '#app/domain/run.ts';
import { metricPointAt } from '#app/domain/metric-log.ts';
import { engineTitles } from '#main/host/engines/engine-words.ts';
import { recordedError } from './follow-job.ts';
import { formatShare } from './format.ts';
import { exitCodes, type Session } from './session.ts';

/** Without --json, one line per this many steps is enough to read along. */
const readableEvery = 20;

export async function followRun(session: Session, run: string, afterStep: number): Promise<number> {
  const { client, output, signal, attached } = session;
  const follow = async () => {
    let isFirst = true;
    for await (const chunk of client['runs.metrics']({ run, afterStep })) {
      if (isFirst) await noteEngine(session, run);
      isFirst = false;
      printChunk(session, chunk);
    }
  };
  if (attached) {
    const note = `The run goes on in the open Figscope. Follow it with: figscope runs tail ${run} --follow`;
    signal.addEventListener('abort', () => output.note(note), { once: true });
    await follow();
  } else {
    await session.gently(() => {
      output.note('Stopping after this step, with a checkpoint ...');
      void client['runs.stop']({ run }).catch(() => undefined);
    }, follow);
  }
  const ended = await client['runs.show']({ run });
  if (ended.status === 'failed' && ended.error) {
    // The run failed, whatever the cause; the command itself was used well.
    output.error(recordedError(ended.error));
    return exitCodes.failed;
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
  if (!signal.aborted) return exitCodes.done;
  output.note(`Go on with: figscope runs resume ${run}`);
  return exitCodes.interrupted;
}

/** What the run was put on, and why where that is not what it was configured for. */
async function noteEngine({ client, output }: Session, run: string): Promise<void> {
  const { compute, note } = (await client['runs.show']({ run })).segments.at(-1) ?? {};
  if (compute && compute.engine !== 'auto') {
    const device = compute.device === 'cpu' ? 'the CPU' : compute.device;
    output.note(`Trains with ${engineTitles[compute.engine]} on ${device}, ${compute.precision}.`);
  }
  if (note !== undefined) output.note(note);
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
