/** Settings: the host keeps them, the window mirrors them. The theme is also applied before the host has answered. */
import { create } from 'zustand';
import { type Settings, settings } from '#app/domain/system.ts';
import { host } from './client.ts';
import { showFailure } from './toasts-store.ts';

export type Theme = Settings['theme'];

interface SettingsState {
  readonly settings: Settings;
}

export const useSettingsStore = create<SettingsState>()(() => ({
  settings: settings.parse({}),
}));

/** Fetches the settings; until then the defaults hold. */
export async function loadSettings(): Promise<void> {
  try {
    useSettingsStore.setState({ settings: await host()['settings.get']({}) });
  } catch (error) {
    showFailure('Settings not read', error);
  }
}

/** Changes settings at once in the window and durably at the host; a refusal takes the change back. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  const before = useSettingsStore.getState().settings;
  useSettingsStore.setState({ settings: { ...before, ...change } });
  try {
    useSettingsStore.setState({ settings: await host()['settings.set'](change) });
  } catch (error) {
    useSettingsStore.setState({ settings: before });
    showFailure('Setting not saved', error, () => void changeSettings(change));
  }
}

/** Who edits, as the history will name them. */
export const annotator = (): string => useSettingsStore.getState().settings.annotator;
