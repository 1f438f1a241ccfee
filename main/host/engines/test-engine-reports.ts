/** For tests: what self-tests might have found. */
import type { EngineReport } from '#app/domain/engine.ts';
import { notInstalled as notInstalledReport } from './engine-files.ts';

export const onnxReport: EngineReport = {
  name: 'onnxruntime',
  installed: true,
  version: '1.30.0',
  device: 'cpu',
  devices: [{ id: 'cpu', title: 'CPU' }],
  precision: ['fp32', 'int8'],
  bytes: 300e6,
  ok: true,
  selfTest: { maxError: 6e-7, milliseconds: 200 },
  speed: { trainingStepMs: 80, embeddingMs: 20 },
  chosenFor: [],
};

export const tensorFlowReport: EngineReport = {
  ...onnxReport,
  name: 'tensorflow',
  version: '2.21.0 (CPU)',
  precision: ['fp32', 'bf16'],
  speed: { trainingStepMs: 50, embeddingMs: 25 },
};

export const gpuReport: EngineReport = {
  ...tensorFlowReport,
  device: 'gpu:0',
  devices: [
    { id: 'cpu', title: 'CPU' },
    { id: 'gpu:0', title: 'NVIDIA', totalBytes: 80e9, freeBytes: 70e9 },
    { id: 'gpu:1', title: 'NVIDIA', totalBytes: 80e9, freeBytes: 70e9 },
  ],
};

export const notInstalled = notInstalledReport('tensorflow');
