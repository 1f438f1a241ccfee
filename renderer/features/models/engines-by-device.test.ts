import { expect, it } from 'vitest';
import type { EngineReport } from '#app/domain/engine.ts';
import { chosenFor, enginesByDevice } from './engines-by-device.ts';

const report = (name: EngineReport['name'], more: Partial<EngineReport>): EngineReport => ({
  name,
  installed: true,
  version: '1',
  device: 'cpu',
  devices: [],
  precision: ['fp32'],
  bytes: 0,
  ok: true,
  chosenFor: [],
  ...more,
});
const cpu = { id: 'cpu', title: 'Some processor', totalBytes: 16 };

it('shows every device once with the engines that see it', () => {
  const native = report('tensorflow', {
    device: 'gpu:0',
    devices: [cpu, { id: 'gpu:0', title: 'Some accelerator' }],
    chosenFor: ['training'],
  });
  const groups = enginesByDevice([report('onnxruntime', { devices: [cpu] }), native]);
  expect(groups.map(({ device, engines }) => [device.title, engines.map(({ name }) => name)])).toEqual([
    ['Some processor', ['onnxruntime', 'tensorflow']],
    ['Some accelerator', ['tensorflow']],
  ]);
  expect([chosenFor(native, 'cpu'), chosenFor(native, 'gpu:0')]).toEqual(['', 'training']);
});

it('keeps the CPU when no engine could list its devices, and leaves out what is not installed', () => {
  const groups = enginesByDevice([
    report('onnxruntime', { ok: false, device: '' }),
    report('tensorflow', { installed: false }),
  ]);
  expect(groups.map(({ device, engines }) => [device.title, engines.length])).toEqual([['CPU', 1]]);
});
