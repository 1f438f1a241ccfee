/** What the engines of this machine lack, and how to get it: the doctor's part about engines. */
import type { EngineReport } from '#app/domain/engine.ts';
import { listNvidiaDevices, oldestDriver } from '../../../native/tensorflow/nvidia-devices.ts';
import { installTensorFlowCommand } from './choose-engine.ts';
import { engineTitles } from './engine-words.ts';

/** The systems that there are libraries for. */
const isOfferedHere =
  process.platform === 'linux' || (process.platform === 'darwin' && process.arch === 'arm64');

interface Missing {
  readonly what: string;
  readonly remedy: string;
}

/** @param nvidia tests have their own */
export async function missingEngines(
  engines: readonly EngineReport[],
  nvidia: typeof listNvidiaDevices = listNvidiaDevices,
): Promise<Missing[]> {
  return [...engines.flatMap(troubleOf), ...(await missingTensorFlow(engines, nvidia))];
}

/** An engine that failed, or works on its CPU alone for a reason. */
function troubleOf({ name, installed, reason, remedy }: EngineReport): Missing[] {
  if (!installed || reason === undefined) return [];
  return [{ what: `Engine ${engineTitles[name]}: ${reason}`, remedy: remedy ?? 'See: figscope engine list' }];
}

async function missingTensorFlow(
  engines: readonly EngineReport[],
  nvidia: typeof listNvidiaDevices,
): Promise<Missing[]> {
  const tensorFlow = engines.find(({ name }) => name === 'tensorflow');
  const usesGpu = tensorFlow?.devices.some(({ id }) => id.startsWith('gpu')) ?? false;
  const { devices, driver } = usesGpu ? { devices: [] } : await nvidia();
  const [device] = devices;
  if (device && driver !== undefined && Number.parseInt(driver, 10) < oldestDriver) {
    const what = `A driver for ${device.title}: ${driver} is too old for CUDA 12`;
    return [{ what, remedy: `Install NVIDIA's driver ${oldestDriver} or newer.` }];
  }
  if (device && !(tensorFlow?.reason !== undefined && tensorFlow.installed)) {
    const what = `TensorFlow's CUDA set: ${device.title} is not used`;
    return [{ what, remedy: `Install it with: ${installTensorFlowCommand} --cuda yes` }];
  }
  if (tensorFlow?.installed || !isOfferedHere) return [];
  const what = 'TensorFlow, the faster engine for training and embedding, and the one for bf16';
  return [{ what, remedy: `Install it with: ${installTensorFlowCommand}` }];
}
