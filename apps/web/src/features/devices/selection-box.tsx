'use client';

import { useEffect, useRef } from 'react';

interface SelectionBoxProps {
  readonly label: string;
  readonly isChosen: boolean;
  /** Some of those that it stands for are chosen, not all. */
  readonly isPartly?: boolean;
  readonly onChange: (change: { readonly isChosen: boolean; readonly isRange: boolean }) => void;
}

/** The box before a row. With Shift, by mouse or by Space, it reaches from the one before. */
export function SelectionBox({ label, isChosen, isPartly = false, onChange }: SelectionBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = isPartly;
  }, [isPartly]);
  return (
    // The label makes the target larger than the box. Pressing Shift must not select the text of the rows between.
    <label
      className="relative z-10 -my-1.5 -ml-2 grid size-9 shrink-0 cursor-pointer place-items-center select-none"
      onMouseDown={(event) => {
        if (event.shiftKey) event.preventDefault();
      }}
    >
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        checked={isChosen}
        onChange={({ target, nativeEvent }) =>
          onChange({
            isChosen: target.checked,
            isRange: nativeEvent instanceof MouseEvent && nativeEvent.shiftKey,
          })
        }
        className="size-4 accent-accent"
      />
    </label>
  );
}
