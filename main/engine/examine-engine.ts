/** One engine examined: opened, held against stored numbers, measured. For a process of its own. */
import type { EngineName, EngineReport, Precision } from '#app/domain/engine.ts';
import { errorRecord } from '#app/util/error.ts';
import type { Executor, ExecutorOptions } from './executor.ts';
import { testedGpus } from './onnxruntime/tested-gpus.ts';
import { openExecutor } from './open-executor.ts';
import { agreesIn, selfTest } from './self-test.ts';
import { measureSpeed } from './self-test-speed.ts';

export type EngineExamination = Omit<EngineReport, 'installed' | 'bytes' | 'chosenFor' | 'remedy'>;

/** Opens, tests and measures one engine. Never throws; a bad engine may end the process. */
export async function examineEngine(
  options: ExecutorOptions & { readonly engine: EngineName },
): Promise<EngineExamination> {
  try {
    const startedAt = performance.now();
    const executor = await openExecutor(options);
    const { ok, maxError, reason } = await selfTest(executor);
    const milliseconds = performance.now() - startedAt;
    const { name, version, device } = executor;
    const { threads = 0, cacheFolder } = options;
    // A GPU that ends the process is not tried again: the next examination is of the CPU alone.
    const mayUseGpu = name === 'onnxruntime' && (options.device ?? 'auto') === 'auto';
    const gpus = mayUseGpu ? await testedGpus({ threads, cacheFolder }) : [];
    const examination = {
      name,
      version,
      device,
      devices: [{ id: device, title: device }, ...gpus],
      precision: ok ? await agreedPrecisions(executor) : [...executor.precisions],
      ok,
      ...(Number.isFinite(maxError) ? { selfTest: { maxError, milliseconds } } : {}),
      ...(ok ? { speed: await measureSpeed(executor) } : {}),
      ...(reason === undefined ? {} : { reason }),
    };
    await executor.dispose();
    return examination;
  } catch (thrown) {
    const { message } = errorRecord(thrown);
    const { engine: name, device = '' } = options;
    return { name, version: '', device, devices: [], precision: [], ok: false, reason: message };
  }
}

/** fp32 has passed; of the others those whose features agree with it. */
async function agreedPrecisions(executor: Executor): Promise<Precision[]> {
  const agreed: Precision[] = [];
  for (const precision of executor.precisions) {
    if (precision === 'fp32' || (await agreesIn(executor, precision))) agreed.push(precision);
  }
  return agreed;
}
