/** Engines by the devices that they can use. */
import type { EngineDevice, EngineReport } from '#app/domain/engine.ts';

export interface DeviceEngines {
  readonly device: EngineDevice;
  readonly engines: readonly EngineReport[];
}

/** Every device once, the CPU first, with the installed engines that see it. */
export function enginesByDevice(reports: readonly EngineReport[]): readonly DeviceEngines[] {
  const installed = reports.filter((report) => report.installed);
  const devices = new Map<string, EngineDevice>([['cpu', { id: 'cpu', title: 'CPU' }]]);
  for (const { devices: seen } of installed) {
    for (const device of seen) {
      const known = devices.get(device.id);
      devices.set(device.id, device.title !== '' ? { ...known, ...device } : { ...device, ...known });
    }
  }
  return [...devices.values()].map((device) => ({
    device,
    engines: installed.filter((report) => sees(report, device.id)),
  }));
}

/** An engine that failed before it could list its devices is shown under the one it would have used. */
const sees = ({ devices, device }: EngineReport, id: string): boolean =>
  devices.length > 0 ? devices.some((one) => one.id === id) : (device || 'cpu') === id;

/** The self-test and the speed of an engine were taken on the device that it uses by itself. */
export const isTestedOn = ({ device }: EngineReport, id: string): boolean =>
  (device || 'cpu') === id || (device === 'gpu' && id === 'gpu:0');

/** "training, embedding" or nothing. */
export const chosenFor = (report: EngineReport, id: string): string =>
  isTestedOn(report, id) ? report.chosenFor.join(', ') : '';
