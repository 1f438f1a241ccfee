/** Installed models, as the host lists them. */
import { create } from 'zustand';
import type { ModelSummary } from '#app/domain/model.ts';
import { follow } from './client.ts';

interface ModelsState {
  /** Undefined until the host has answered. */
  readonly models: readonly ModelSummary[] | undefined;
}

export const useModelsStore = create<ModelsState>()(() => ({ models: undefined }));

export const followModels = (): (() => void) =>
  follow('models.watch', {}, ({ models }) => useModelsStore.setState({ models }));
