/** Messages about what was just done, each with its way back. */
import { create } from 'zustand';
import { errorRecord } from '#app/util/error.ts';

export interface ToastAction {
  readonly label: string;
  readonly keys?: string;
  readonly run: () => void;
}

export interface Toast {
  readonly id: number;
  readonly tone: 'info' | 'positive' | 'danger';
  readonly title: string;
  readonly detail?: string;
  readonly action?: ToastAction;
  /** Absent: stays until it is closed. */
  readonly lifeMs?: number;
}

interface ToastsState {
  readonly toasts: readonly Toast[];
  readonly close: (id: number) => void;
}

const shownAtMost = 3;
const plainLifeMs = 5_000;
const actionLifeMs = 9_000;
let nextId = 1;

export const useToastsStore = create<ToastsState>()((set) => ({
  toasts: [],
  close: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
}));

/** Shows a message. Failures stay until they are closed; the rest goes after some seconds. */
export function showToast(toast: Omit<Toast, 'id' | 'lifeMs'>): void {
  const life = toast.tone === 'danger' ? {} : { lifeMs: toast.action ? actionLifeMs : plainLifeMs };
  useToastsStore.setState(({ toasts }) => ({
    toasts: [...toasts, { ...toast, ...life, id: nextId++ }].slice(-shownAtMost),
  }));
}

/** A failure in the words of its error: what was not done, why, what to do. */
export function showFailure(what: string, thrown: unknown, retry?: () => void): void {
  const { code, message, remedy } = errorRecord(thrown);
  if (code === 'cancelled') return;
  showToast({
    tone: 'danger',
    title: `${what}: ${message}`,
    ...(remedy ? { detail: remedy } : {}),
    ...(retry ? { action: { label: 'Try again', run: retry } } : {}),
  });
}
