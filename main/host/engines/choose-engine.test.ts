/** What auto stands for, and what is refused. */
import { describe, expect, it } from 'vitest';
import { anyEngine, type ComputeChoice, type EngineReport } from '#app/domain/engine.ts';
import { errorRecord } from '#app/util/error.ts';
import { chooseEngine, type Purpose, withChosen } from './choose-engine.ts';
import { gpuReport, notInstalled, onnxReport, tensorFlowReport } from './test-engine-reports.ts';

const both = [onnxReport, tensorFlowReport];
const choose = (
  reports: readonly EngineReport[],
  choice: Partial<ComputeChoice>,
  purpose: Purpose = 'training',
) => chooseEngine(reports, { ...anyEngine, ...choice }, purpose);

describe('auto', () => {
  it('is the fastest engine, for training and for embedding apart', () => {
    expect(choose(both, {}, 'training')).toEqual({ engine: 'tensorflow', device: 'cpu', precision: 'fp32' });
    expect(choose(both, {}, 'embedding')).toEqual({
      engine: 'onnxruntime',
      device: 'cpu',
      precision: 'fp32',
    });
    expect(withChosen(both).map(({ chosenFor }) => chosenFor)).toEqual([['embedding'], ['training']]);
  });

  it('never is one that failed its self-test or is not installed', () => {
    const wrong = { ...tensorFlowReport, ok: false, speed: { trainingStepMs: 1, embeddingMs: 1 } };
    expect(choose([onnxReport, wrong], {}).engine).toBe('onnxruntime');
    expect(choose([onnxReport, notInstalled], {}).engine).toBe('onnxruntime');
    expect(withChosen([onnxReport, wrong])[1]?.chosenFor).toEqual([]);
  });

  it('is the engine that has the precision and the device asked for', () => {
    expect(choose(both, { precision: 'bf16' }, 'embedding').engine).toBe('tensorflow');
    expect(choose(both, { precision: 'int8' }).engine).toBe('onnxruntime');
    const withGpu = [onnxReport, gpuReport];
    expect(choose(withGpu, {})).toMatchObject({ engine: 'tensorflow', device: 'gpu:0' });
    expect(choose(withGpu, { device: 'cpu' })).toMatchObject({ engine: 'tensorflow', device: 'cpu' });
    expect(choose(withGpu, { device: 'gpu' }, 'embedding')).toMatchObject({ device: 'gpu:0' });
    expect(choose(withGpu, { device: 'gpu:1' })).toMatchObject({ engine: 'tensorflow', device: 'gpu:1' });
  });

  it('is ONNX Runtime where nothing was measured', () => {
    const unmeasured = both.map((report) => ({ ...report, speed: undefined }));
    expect(choose(unmeasured, {}).engine).toBe('onnxruntime');
  });
});

describe('what cannot be', () => {
  const failed = { ...tensorFlowReport, ok: false, reason: 'It aborted.', remedy: 'Install it anew.' };
  it.each<[string, readonly EngineReport[], Partial<ComputeChoice>, string, RegExp, RegExp]>([
    ['no engine', [{ ...onnxReport, ok: false }], {}, 'unavailable', /No engine/, /figscope doctor/],
    [
      'an engine that is not there',
      [onnxReport, notInstalled],
      { engine: 'tensorflow' },
      'unavailable',
      /TensorFlow is not installed/,
      /engine install tensorflow/,
    ],
    [
      'an engine that failed',
      [onnxReport, failed],
      { engine: 'tensorflow' },
      'unavailable',
      /It aborted/,
      /Install it anew/,
    ],
    [
      'bf16 without TensorFlow',
      [onnxReport, notInstalled],
      { precision: 'bf16' },
      'unsupported',
      /computes in bf16/,
      /engine install tensorflow, or use --precision fp32/,
    ],
    [
      'bf16 on ONNX Runtime',
      both,
      { engine: 'onnxruntime', precision: 'bf16' },
      'unsupported',
      /ONNX Runtime does not compute in bf16/,
      /--engine tensorflow/,
    ],
    [
      'int8 on TensorFlow',
      both,
      { engine: 'tensorflow', precision: 'int8' },
      'unsupported',
      /TensorFlow does not compute in int8/,
      /--engine onnxruntime/,
    ],
    ['a device', both, { device: 'gpu:3' }, 'unsupported', /device gpu:3/, /--device cpu.*--cuda yes/],
  ])('%s', (_, reports, choice, code, says, remedy) => {
    const refused = errorOf(() => choose(reports, choice));
    expect(refused).toMatchObject({ code });
    expect(refused.message).toMatch(says);
    expect(refused.remedy).toMatch(remedy);
  });
});

function errorOf(work: () => unknown) {
  try {
    work();
  } catch (thrown) {
    return errorRecord(thrown);
  }
  throw new Error('Nothing was refused.');
}
