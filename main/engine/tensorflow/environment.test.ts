import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { environmentFor } from './environment.ts';

describe('the environment of TensorFlow', () => {
  it('has threads, growing GPU memory and strict float32', () => {
    expect(environmentFor({ threads: 3, device: 'auto' }, {})).toEqual({
      TF_NUM_INTRAOP_THREADS: '3',
      TF_NUM_INTEROP_THREADS: '2',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      NVIDIA_TF32_OVERRIDE: '0',
      TF_CPP_MIN_LOG_LEVEL: '2',
    });
    const { TF_NUM_INTRAOP_THREADS } = environmentFor({ threads: 0, device: 'auto' }, {});
    expect(TF_NUM_INTRAOP_THREADS).toBe(String(availableParallelism()));
  });

  it('leaves alone what a person has set', () => {
    const set = environmentFor({ threads: 3, device: 'auto' }, { NVIDIA_TF32_OVERRIDE: '1' });
    expect(set).not.toHaveProperty('NVIDIA_TF32_OVERRIDE');
  });

  it.each([
    ['auto', undefined],
    ['cpu', '-1'],
    ['gpu', '0'],
    ['gpu:2', '2'],
  ])('shows the device %s by hiding the others', (device, visible) => {
    const { CUDA_VISIBLE_DEVICES } = environmentFor({ threads: 1, device }, { CUDA_VISIBLE_DEVICES: '7' });
    expect(CUDA_VISIBLE_DEVICES).toBe(visible);
  });
});
