/**
 * What TensorFlow reads from the environment when it is loaded, once for the whole process: threads, devices, memory.
 * tfjs-node has no other way to set them.
 */
import { availableParallelism } from 'node:os';
import { FigscopeError } from '#app/util/error.ts';

export interface TensorFlowSettings {
  /** Threads of one operation; 0: one per core. */
  readonly threads: number;
  /** auto (the first GPU there is), cpu, gpu or gpu:N. */
  readonly device: string;
}

/** Operations that do not depend on each other run side by side: with 1 a step took a tenth longer. */
const PARALLEL_OPERATIONS = 2;

/** The variables for these settings. What the person has set already is left out: it stands. */
export function environmentFor(
  { threads, device }: TensorFlowSettings,
  present: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const wanted: Record<string, string> = {
    TF_NUM_INTRAOP_THREADS: String(threads > 0 ? threads : availableParallelism()),
    TF_NUM_INTEROP_THREADS: String(PARALLEL_OPERATIONS),
    // Take memory of a GPU as it is needed, not all of it at the start.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // float32 means float32. On an NVIDIA GPU, 1 rounds products to TensorFloat-32: faster, three decimal digits.
    NVIDIA_TF32_OVERRIDE: '0',
    // Warnings and errors alone; the rest is for those who build TensorFlow.
    TF_CPP_MIN_LOG_LEVEL: '2',
  };
  const rest = Object.fromEntries(Object.entries(wanted).filter(([name]) => present[name] === undefined));
  const visible = visibleDevices(device);
  return visible === undefined ? rest : { ...rest, CUDA_VISIBLE_DEVICES: visible };
}

/** The device is chosen by hiding the others: the graph names none. */
function visibleDevices(device: string): string | undefined {
  if (device === 'auto') return undefined;
  if (device === 'cpu') return '-1';
  return device.split(':')[1] ?? '0';
}

let applied: string | undefined;

/** Sets the variables. Throws conflict when this process has loaded TensorFlow with other settings. */
export function applyEnvironment(settings: TensorFlowSettings): void {
  const key = `${settings.threads} threads on ${settings.device}`;
  if (applied !== undefined && applied !== key) {
    throw new FigscopeError('conflict', {
      message: `TensorFlow was loaded for ${applied} in this process and cannot be set to ${key}.`,
      remedy: 'Use the same threads and device, or a process of its own.',
    });
  }
  applied = key;
  Object.assign(process.env, environmentFor(settings, process.env));
}
