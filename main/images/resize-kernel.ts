/** Gives the resize of app/ml its WebAssembly kernel, where the machine can run it. Results are the same to the last bit. */
import { useResample8Kernel } from '#app/ml/preprocess/resample-8.ts';
import { createResampleKernel } from '../../native/kernels/resample.ts';

const kernel = createResampleKernel();
if (kernel) useResample8Kernel(kernel);
