/** Which layer of the saved queries is open. */
import { create } from 'zustand';

type SavedLayer = 'save' | 'manage' | undefined;

export const useSavedLayer = create<{ readonly layer: SavedLayer }>()(() => ({ layer: undefined }));
export const setSavedLayer = (layer: SavedLayer): void => useSavedLayer.setState({ layer });
