/** Which layer of the shell lies over the view: the palette or the shortcut sheet. */
import { create } from 'zustand';

export type Layer = 'palette' | 'shortcuts';

interface LayersState {
  readonly layer: Layer | undefined;
}

export const useLayersStore = create<LayersState>()(() => ({ layer: undefined }));

export const setLayer = (layer: Layer | undefined): void => useLayersStore.setState({ layer });
