import { useCallback, useState } from 'react';

/** Keys of this window's own memory: layout only, nothing that the host should know. */
const prefix = 'figscope.';

/** Reads a remembered value; undefined where storage is absent or holds something else. */
export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(prefix + key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a value across windows; silently not, where storage is refused. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(prefix + key, value);
  } catch {
    // A private window without storage forgets the layout, which is all that is lost.
  }
}

/** A number that survives the window, kept inside [min, max]. */
export function useRememberedNumber(
  key: string,
  initial: number,
  min: number,
  max: number,
): readonly [number, (value: number) => void] {
  const [value, setValue] = useState(() => {
    const stored = Number(remembered(key) ?? Number.NaN);
    return Number.isFinite(stored) ? clamp(stored, min, max) : initial;
  });
  const set = useCallback(
    (next: number) => {
      const kept = clamp(next, min, max);
      setValue(kept);
      remember(key, String(kept));
    },
    [key, min, max],
  );
  return [value, set];
}

/** A yes or no that survives the window. */
export function useRememberedFlag(
  key: string,
  initial: boolean,
): readonly [boolean, (value: boolean) => void] {
  const [value, setValue] = useState(() => {
    const stored = remembered(key);
    return stored === undefined ? initial : stored === 'true';
  });
  const set = useCallback(
    (next: boolean) => {
      setValue(next);
      remember(key, String(next));
    },
    [key],
  );
  return [value, set];
}

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
