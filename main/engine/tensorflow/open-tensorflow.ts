/** Loads an installed TensorFlow into this process. */
import { FigscopeError } from '#app/util/error.ts';
import { findTensorFlow } from '../../../native/tensorflow/installation.ts';
import { loadTensorFlow } from '../../../native/tensorflow/load-tensorflow.ts';
import { applyEnvironment, type TensorFlowSettings } from './environment.ts';
import { TensorFlowExecutor } from './executor.ts';

/**
 * Throws unavailable when it is not installed, or has no GPU where one is asked for; conflict when this process has
 * loaded it with other settings.
 */
export async function openTensorFlow(
  enginesFolder: string | undefined,
  settings: TensorFlowSettings,
): Promise<TensorFlowExecutor> {
  const found = enginesFolder === undefined ? undefined : findTensorFlow(enginesFolder);
  if (found === undefined) {
    throw new FigscopeError('unavailable', {
      message: 'TensorFlow is not installed.',
      remedy: 'Install it with: figscope engine install tensorflow',
    });
  }
  applyEnvironment(settings);
  const library = await loadTensorFlow(found.folder);
  if (settings.device.startsWith('gpu') && !library.usesGpu) {
    throw new FigscopeError('unavailable', {
      message: `TensorFlow found no ${settings.device === 'gpu' ? 'GPU' : settings.device} that it can use.`,
      remedy: found.cuda
        ? 'Check the NVIDIA driver with nvidia-smi, or use the device cpu.'
        : 'Install the CUDA set with: figscope engine install tensorflow, or use the device cpu.',
    });
  }
  const number = settings.device.split(':')[1] ?? '0';
  return new TensorFlowExecutor(library.tfjs(), library.version, library.usesGpu ? `gpu:${number}` : 'cpu');
}
