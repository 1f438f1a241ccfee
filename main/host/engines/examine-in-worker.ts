/** One engine put to the test in a process of its own: whatever it does there is the answer, and harms nothing else. */
import type { EngineName, EngineReport } from '#app/domain/engine.ts';
import { toFigscopeError } from '#app/util/error.ts';
import { type ExitRecord, describeExit } from '#main/supervisor/exit-record.ts';
import type { WorkerSet } from '../worker-set.ts';
import { engineTitles } from './engine-words.ts';

/** What the worker can tell; the rest is known to the host. */
export type Examined = Omit<EngineReport, 'installed' | 'bytes' | 'chosenFor'>;

/** A large library from a cold disk takes a while; a test that is still going after this will not end. */
const limitMs = 120_000;

/** Never rejects. */
export async function examineInWorker(
  workers: Pick<WorkerSet, 'examiner'>,
  name: EngineName,
  device: string,
  timeLimitMs = limitMs,
): Promise<Examined> {
  const tooLong = AbortSignal.timeout(timeLimitMs);
  try {
    await using worker = await workers.examiner();
    const ended = worker.exited.then((exit): Examined => crashed(name, exit));
    const answered = worker.client['compute.examine']({ engine: name, device }, { signal: tooLong }).then(
      (examined): Examined => (examined.ok ? examined : { ...examined, remedy: remedies[name] }),
      (thrown: unknown) => {
        // The exit tells more than the request that it broke off.
        if (!tooLong.aborted && toFigscopeError(thrown).code === 'worker-crashed') return ended;
        throw thrown;
      },
    );
    return await answered;
  } catch (thrown) {
    const reason = tooLong.aborted
      ? `Its self-test did not end within ${timeLimitMs / 1000} seconds.`
      : toFigscopeError(thrown).message;
    return failed(name, reason);
  }
}

const crashed = (name: EngineName, exit: ExitRecord): Examined => {
  const lastWords = exit.stderrTail.trim().split('\n').at(-1)?.trim();
  return failed(
    name,
    `Its self-test ended the process. ${describeExit(exit)}${lastWords ? ` It said: ${lastWords}` : ''}`,
  );
};

function failed(name: EngineName, reason: string): Examined {
  const unknown = { version: '', device: 'cpu', devices: [], precision: [] };
  return { name, ...unknown, ok: false, reason, remedy: remedies[name] };
}

const remedies: Readonly<Record<EngineName, string>> = {
  onnxruntime: 'Install the packages again with: npm ci',
  tensorflow: `${engineTitles.onnxruntime} is used instead. Install TensorFlow anew with: figscope engine remove tensorflow, then figscope engine install tensorflow`,
};
