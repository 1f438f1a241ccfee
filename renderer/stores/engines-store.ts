/** The engines of the host's machine: what is installed, what its self-test said, and the installation of TensorFlow. */
import { create } from 'zustand';
import type { EngineReport } from '#app/domain/engine.ts';
import type { DoctorReport } from '#app/domain/system.ts';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { host, type HostClient } from './client.ts';
import { recordCommand } from './command-line-store.ts';
import { figscopeLine, option } from './command-text.ts';
import { showFailure } from './toasts-store.ts';

interface EnginesState {
  /** Undefined until the host has answered. */
  readonly engines: readonly EngineReport[] | undefined;
  /** What the machine lacks besides, and how to get it. */
  readonly missing: DoctorReport['missing'];
  readonly busy: 'reading' | 'testing' | undefined;
  readonly error: ErrorRecord | undefined;
}

export const useEnginesStore = create<EnginesState>()(() => ({
  engines: undefined,
  missing: [],
  busy: undefined,
  error: undefined,
}));

/** Asks what is known; the self-test runs only where its result is not known yet. */
export const loadEngines = (): Promise<void> => ask('reading', () => host()['engines.list']({}));

/** Runs the self-test of every installed engine anew. */
export async function testEngines(): Promise<void> {
  recordCommand('figscope engine test');
  await ask('testing', () => host()['engines.test']({}));
}

async function ask(
  busy: 'reading' | 'testing',
  question: () => Promise<{ engines: EngineReport[] }>,
): Promise<void> {
  if (useEnginesStore.getState().busy !== undefined) return;
  useEnginesStore.setState({ busy, error: undefined });
  try {
    useEnginesStore.setState({ engines: (await question()).engines });
  } catch (error) {
    useEnginesStore.setState({ error: errorRecord(error) });
  } finally {
    useEnginesStore.setState({ busy: undefined });
  }
  // Without the doctor's words the engines are still told.
  await host()
    ['system.doctor']({})
    .then(
      ({ missing }) => useEnginesStore.setState({ missing }),
      () => undefined,
    );
}

export type InstallOptions = Omit<Parameters<HostClient['engines.install']>[0], 'engine'>;

/** Starts, or goes on with, the job that provides TensorFlow. False when it could not be started. */
export async function installTensorFlow(options: InstallOptions): Promise<boolean> {
  recordCommand(installLine(options));
  try {
    await host()['engines.install']({ engine: 'tensorflow', ...options });
    return true;
  } catch (error) {
    showFailure('TensorFlow is not being installed', error);
    return false;
  }
}

export const installLine = ({ cuda, wheelIndex, from }: InstallOptions): string =>
  figscopeLine(
    'engine',
    'install',
    'tensorflow',
    ...option('--cuda', cuda === 'auto' ? undefined : cuda),
    ...option('--wheel-index', wheelIndex),
    ...option('--from', from),
  );

/** Removes TensorFlow and gives the room that this freed; undefined when it was refused. */
export async function removeTensorFlow(): Promise<number | undefined> {
  recordCommand(figscopeLine('engine', 'remove', 'tensorflow'));
  try {
    const { freedBytes } = await host()['engines.remove']({ engine: 'tensorflow' });
    void loadEngines();
    return freedBytes;
  } catch (error) {
    showFailure('TensorFlow was not removed', error);
    return undefined;
  }
}
