/** What the doctor says of engines. */
import { describe, expect, it } from 'vitest';
import { missingEngines } from './missing-engines.ts';
import { gpuReport, notInstalled, onnxReport, tensorFlowReport } from './test-engine-reports.ts';

const none = async () => ({ devices: [] });
const card = (driver: string) => async () => ({ devices: [{ id: 'gpu:0', title: 'NVIDIA H100' }], driver });
const isOffered = process.platform !== 'win32';

describe('missingEngines', () => {
  it.runIf(isOffered)('offers TensorFlow where it is not installed', async () => {
    expect(await missingEngines([onnxReport, notInstalled], none)).toEqual([
      {
        what: expect.stringContaining('TensorFlow'),
        remedy: 'Install it with: figscope engine install tensorflow',
      },
    ]);
  });

  it('has nothing to say where everything works', async () => {
    expect(await missingEngines([onnxReport, tensorFlowReport], none)).toEqual([]);
    expect(await missingEngines([onnxReport, gpuReport], card('550.54'))).toEqual([]);
  });

  it("offers CUDA's libraries for an NVIDIA device that nothing uses", async () => {
    for (const tensorFlow of [tensorFlowReport, notInstalled]) {
      expect(await missingEngines([onnxReport, tensorFlow], card('550.54'))).toMatchObject([
        {
          what: expect.stringContaining('NVIDIA H100 is not used'),
          remedy: expect.stringContaining('--cuda yes'),
        },
      ]);
    }
  });

  it('says that a driver is too old rather than offering what it cannot run', async () => {
    expect(await missingEngines([onnxReport, tensorFlowReport], card('470.1'))).toMatchObject([
      { what: expect.stringContaining('470.1 is too old'), remedy: expect.stringContaining('driver') },
    ]);
  });

  it('passes on why an engine failed, or uses only its CPU', async () => {
    const failed = { ...tensorFlowReport, ok: false, reason: 'It aborted.', remedy: 'Install it anew.' };
    expect(await missingEngines([onnxReport, failed], none)).toEqual([
      { what: 'Engine TensorFlow: It aborted.', remedy: 'Install it anew.' },
    ]);
    const cpuOnly = { ...tensorFlowReport, reason: 'Only its CPU is used: no kernel image.' };
    expect(await missingEngines([onnxReport, cpuOnly], card('550.54'))).toMatchObject([
      { what: expect.stringContaining('no kernel image') },
    ]);
  });
});
