/** One answer of the host for a component: asked when its key changes, given up when the component goes. */
import { useEffect, useRef, useState } from 'react';
import { type FigscopeError, toFigscopeError } from '#app/util/error.ts';

export interface HostAnswer<T> {
  readonly value: T | undefined;
  readonly error: FigscopeError | undefined;
  readonly waiting: boolean;
  readonly retry: () => void;
}

/** @param key undefined asks nothing; what was answered to another key is never shown */
export function useAnswer<T>(
  key: string | undefined,
  ask: (signal: AbortSignal) => Promise<T>,
): HostAnswer<T> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<{ key: string; value?: T; error?: FigscopeError }>();
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    if (key === undefined) return undefined;
    const leaving = new AbortController();
    latest.current(leaving.signal).then(
      (value) => {
        if (!leaving.signal.aborted) setState({ key, value });
      },
      (error: unknown) => {
        if (!leaving.signal.aborted) setState({ key, error: toFigscopeError(error) });
      },
    );
    return () => leaving.abort();
  }, [key, attempt]);
  const current = state?.key === key ? state : undefined;
  return {
    value: current?.value,
    error: current?.error,
    waiting: key !== undefined && !current,
    retry: () => {
      setState(undefined);
      setAttempt((before) => before + 1);
    },
  };
}
