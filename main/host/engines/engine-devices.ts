/** What an engine can compute on, with the memory that is free now. */
import { cpus, freemem, totalmem } from 'node:os';
import type { EngineDevice, EngineReport } from '#app/domain/engine.ts';
import { listNvidiaDevices } from '../../../native/tensorflow/nvidia-devices.ts';

const processor = (): EngineDevice => ({
  id: 'cpu',
  title: cpus()[0]?.model.trim() ?? 'CPU',
  totalBytes: totalmem(),
  freeBytes: freemem(),
});

/** The report with its devices as they are now; every engine has the CPU. */
export async function withPresentDevices(report: EngineReport): Promise<EngineReport> {
  if (!report.installed || report.devices.length === 0) return report;
  const others = report.devices.filter(({ id }) => id !== 'cpu');
  if (others.length === 0) return { ...report, devices: [processor()] };
  const nvidia = report.name === 'tensorflow' ? (await listNvidiaDevices()).devices : [];
  return { ...report, devices: [processor(), ...(nvidia.length > 0 ? nvidia : others)] };
}
