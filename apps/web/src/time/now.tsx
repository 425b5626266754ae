'use client';

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

interface Now {
  readonly now: Date;
  /** The zone to show times in: UTC until the browser's own is known, then undefined (the browser's own). */
  readonly timeZone: string | undefined;
}

const NowContext = createContext<Now | null>(null);
const TICK_MS = 15_000;

/**
 * The present moment for every relative time of a page. The first render uses the server's moment and UTC, in the
 * server and in the browser alike, so that both produce the same text; then the browser's clock takes over.
 */
export function NowProvider({
  serverNow,
  children,
}: {
  readonly serverNow: string;
  readonly children: ReactNode;
}) {
  const [state, setState] = useState<Now>({ now: new Date(serverNow), timeZone: 'UTC' });
  useEffect(() => {
    const tick = () => setState({ now: new Date(), timeZone: undefined });
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <NowContext value={state}>{children}</NowContext>;
}

export function useNow(): Now {
  const now = useContext(NowContext);
  if (now === null) throw new Error('useNow needs a NowProvider above it');
  return now;
}
