'use client';

import { useEffect, useState } from 'react';

const TICK_MS = 250;

/** Milliseconds until a moment, counted down while it is shown; 0 from then on. */
export function useTimeLeft(until: string): number {
  const [leftMs, setLeftMs] = useState(() => timeLeft(until));
  useEffect(() => {
    const tick = () => setLeftMs(timeLeft(until));
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, [until]);
  return leftMs;
}

function timeLeft(until: string): number {
  return Math.max(0, Date.parse(until) - Date.now());
}
