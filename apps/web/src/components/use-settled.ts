'use client';

import { useEffect, useState } from 'react';

const PAUSE_MS = 250;

/** A value as it is after a short pause, for what asks the server while somebody types. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
