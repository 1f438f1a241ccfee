/** Loads an installed TensorFlow into this process. */
import { FigscopeError } from '#app/util/error.ts';
import { findTensorFlow } from '../../../native/tensorflow/installation.ts';
import { loadTensorFlow, type TfNode } from '../../../native/tensorflow/load-tensorflow.ts';
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
  const library = await loadLibrary(enginesFolder, settings);
  const [wanted, number = '0'] = settings.device.split(':');
  if (wanted === 'gpu' && !library.usesGpu) {
    throw new FigscopeError('unavailable', {
      message: `TensorFlow found no GPU ${number} that it can use.`,
      remedy: 'Check the NVIDIA driver with nvidia-smi and install TensorFlow anew, or use the device cpu.',
    });
  }
  return new TensorFlowExecutor(library.tfjs(), library.version, library.usesGpu ? `gpu:${number}` : 'cpu');
}

/** The library itself; loaded once in a process, however often it is asked for. */
export async function loadLibrary(
  enginesFolder: string | undefined,
  settings: TensorFlowSettings,
): Promise<TfNode> {
  const found = enginesFolder === undefined ? undefined : findTensorFlow(enginesFolder);
  if (found === undefined) {
    throw new FigscopeError('unavailable', {
      message: 'TensorFlow is not installed.',
      remedy: 'Install it with: figscope engine install tensorflow',
    });
  }
  // Without CUDA there is only one device, whatever it was called.
  applyEnvironment(found.cuda ? settings : { ...settings, device: 'cpu' });
  return loadTensorFlow(found.folder);
}
