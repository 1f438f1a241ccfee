/** NVIDIA's devices of this machine, found without loading anything. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EngineDevice } from '#app/domain/engine.ts';

export interface NvidiaDevices {
  readonly devices: readonly EngineDevice[];
  /** Of the kernel's driver: '550.54.15'; undefined when it cannot be told. */
  readonly driver?: string;
}

/** The first driver that runs CUDA 12. */
export const oldestDriver = 525;

const driverFolder = '/proc/driver/nvidia';
const driverLibraries = [
  '/usr/lib/x86_64-linux-gnu/libcuda.so.1',
  '/usr/lib64/libcuda.so.1',
  '/usr/local/nvidia/lib64/libcuda.so.1',
  '/usr/lib/wsl/lib/libcuda.so.1',
];
const queried = ['index', 'name', 'memory.total', 'memory.free', 'driver_version'];

/** What nvidia-smi says; without it what the kernel's driver says, then without memory sizes. */
export async function listNvidiaDevices(): Promise<NvidiaDevices> {
  try {
    const format = '--format=csv,noheader,nounits';
    const command = [`--query-gpu=${queried.join(',')}`, format];
    const { stdout } = await promisify(execFile)('nvidia-smi', command, { timeout: 30_000 });
    return parseDevices(stdout);
  } catch {
    // No nvidia-smi, or one that finds no driver.
    return fromDriver();
  }
}

/** Whether the CUDA set would be of use here: a device, or at least a driver of which nobody can say what it drives. */
export async function hasNvidiaDevice(): Promise<boolean> {
  const { devices, driver } = await listNvidiaDevices();
  if (driver !== undefined && Number.parseInt(driver, 10) < oldestDriver) return false;
  if (devices.length > 0) return true;
  return existsSync(join(driverFolder, 'version')) && driverLibraries.some((file) => existsSync(file));
}

/** Lines of `0, NVIDIA H100 80GB HBM3, 81559, 81008, 550.54.15`, memory in MiB. */
export function parseDevices(output: string): NvidiaDevices {
  let driver: string | undefined;
  const devices = output.split('\n').flatMap((line) => {
    const [index, title, totalMiB, freeMiB, version] = line.split(',').map((cell) => cell.trim());
    if (!/^\d+$/.test(index) || !title) return [];
    driver ??= version;
    return [
      { id: `gpu:${index}`, title, ...mebibytes('totalBytes', totalMiB), ...mebibytes('freeBytes', freeMiB) },
    ];
  });
  return { devices, ...(driver === undefined ? {} : { driver }) };
}

/** A cell may say [N/A] or [Not Supported]. */
const mebibytes = (key: 'totalBytes' | 'freeBytes', cell: string | undefined) =>
  cell !== undefined && /^\d+$/.test(cell) ? { [key]: Number(cell) * 2 ** 20 } : {};

function fromDriver(): NvidiaDevices {
  const folder = join(driverFolder, 'gpus');
  if (!existsSync(folder)) return { devices: [] };
  const version = join(driverFolder, 'version');
  const driver = existsSync(version)
    ? /\s(\d{3,}\.[\d.]+)\s/.exec(readFileSync(version, 'utf8'))?.[1]
    : undefined;
  const devices = readdirSync(folder)
    .sort()
    .map((device, index) => {
      const text = readFileSync(join(folder, device, 'information'), 'utf8');
      return { id: `gpu:${index}`, title: /^Model:\s*(.+)$/m.exec(text)?.[1].trim() ?? 'NVIDIA GPU' };
    });
  return { devices, ...(driver === undefined ? {} : { driver }) };
}
