/** A list of listeners, for the few events that are not streams: connection and worker states. */

export interface Listeners<T> {
  /** Until it is disposed of. */
  readonly add: (listener: (value: T) => void) => Disposable;
  readonly tell: (value: T) => void;
}

export function createListeners<T>(): Listeners<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    add: (listener) => {
      // Wrapped, so that adding the same function twice makes two entries.
      const entry = (value: T) => listener(value);
      listeners.add(entry);
      return { [Symbol.dispose]: () => void listeners.delete(entry) };
    },
    tell: (value) => {
      // A set may lose and gain entries while it is walked.
      for (const listener of listeners) listener(value);
    },
  };
}
