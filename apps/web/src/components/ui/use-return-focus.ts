'use client';

import { useRef } from 'react';

/**
 * For a dialog without a trigger of Radix's own: remembers what had the focus when it opened, and gives it back when it
 * closes, if that is still there.
 */
export function useReturnFocus() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
    },
  };
}
