/** Training runs, as the host lists them. */
import { create } from 'zustand';
import type { RunSummary } from '#app/domain/run.ts';
import { follow } from './client.ts';

interface RunsState {
  /** Undefined until the host has answered. */
  readonly runs: readonly RunSummary[] | undefined;
}

export const useRunsStore = create<RunsState>()(() => ({ runs: undefined }));

export const followRuns = (): (() => void) =>
  follow('runs.watch', {}, ({ runs }) => useRunsStore.setState({ runs }));
