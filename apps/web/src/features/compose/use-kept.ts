'use client';

import { useCallback, useEffect, useState } from 'react';

const PREFIX = 'carillon.compose.';

interface Kept<Value> {
  /** Reads what was kept; null for nothing, and for what is not understood. */
  readonly read: (stored: string | null) => Value | null;
  /** What it is as long as nothing is kept. */
  readonly initial: Value;
}

/**
 * State that survives a reload, in this browser alone. The first render shows the initial value, as the server did; what
 * was kept follows. Storage that is full or forbidden keeps nothing, and is no error.
 */
export function useKept<Value>(name: string, { read, initial }: Kept<Value>) {
  const [state, setState] = useState<{ readonly value: Value; readonly isRead: boolean }>({
    value: initial,
    isRead: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, for the name; later values are this page's own.
  useEffect(() => {
    setState({ value: read(load(PREFIX + name)) ?? initial, isRead: true });
  }, [name]);
  useEffect(() => {
    if (state.isRead) save(PREFIX + name, state.value === null ? null : JSON.stringify(state.value));
  }, [name, state]);
  const setValue = useCallback(
    (change: (value: Value) => Value) =>
      setState((current) => ({ value: change(current.value), isRead: current.isRead })),
    [],
  );
  return { value: state.value, isRead: state.isRead, setValue };
}

/** For signing out: what was being written belongs to the person, not to the browser. */
export function forgetKept(): void {
  try {
    const names = Object.keys(window.localStorage).filter((name) => name.startsWith(PREFIX));
    for (const name of names) window.localStorage.removeItem(name);
  } catch {
    // A browser that forbids storage kept nothing.
  }
}

function load(name: string): string | null {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return null;
  }
}

function save(name: string, value: string | null): void {
  try {
    if (value === null) window.localStorage.removeItem(name);
    else window.localStorage.setItem(name, value);
  } catch {
    // As above.
  }
}
