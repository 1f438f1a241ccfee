import { showToast } from './toasts-store.ts';

/** Puts text on the clipboard and says so. */
export async function copyText(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast({ tone: 'info', title: said, detail: text });
  } catch {
    showToast({ tone: 'danger', title: 'Not copied: the browser refused the clipboard.', detail: text });
  }
}
