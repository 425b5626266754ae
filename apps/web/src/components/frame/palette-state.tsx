'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

interface PaletteState {
  readonly isOpen: boolean;
  readonly open: () => void;
  readonly close: () => void;
}

const PaletteContext = createContext<PaletteState | null>(null);

/** Whether the palette is open; Ctrl-K and Cmd-K turn it on and off from anywhere. */
export function PaletteProvider({ children }: { readonly children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 'k' ||
        !(event.ctrlKey || event.metaKey) ||
        event.altKey ||
        event.shiftKey
      )
        return;
      event.preventDefault();
      setIsOpen((wasOpen) => !wasOpen);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  const state = useMemo(
    () => ({ isOpen, open: () => setIsOpen(true), close: () => setIsOpen(false) }),
    [isOpen],
  );
  return <PaletteContext value={state}>{children}</PaletteContext>;
}

export function usePalette(): PaletteState {
  const state = useContext(PaletteContext);
  if (state === null) throw new Error('usePalette needs a PaletteProvider above it');
  return state;
}
