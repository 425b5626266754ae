'use client';

import { useEffect, useRef, useState } from 'react';

const TYPING_PAUSE_MS = 200;

/**
 * The text of a search field whose owner hears of it after a short pause, and may also change it from outside (an address,
 * a button that clears it).
 */
export function useSearchText(value: string, onChange: (search: string) => void) {
  const [text, setText] = useState(value);
  /** What the owner knows from here; anything else came from outside. */
  const told = useRef(value);
  const latest = useRef(onChange);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      told.current = typed.trim();
      latest.current(typed.trim());
    }, TYPING_PAUSE_MS);
  };
  return { text, type };
}
