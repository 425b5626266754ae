'use client';

import { Dialog as Radix } from 'radix-ui';
import { useEffect, useRef } from 'react';
import { MeaningLabel } from '@/components/meaning.tsx';
import { Button } from '@/components/ui/button.tsx';
import { DialogFooter } from '@/components/ui/dialog-parts.tsx';
import { type BulkDone, bulkSummary, type OutcomeGroup } from '@/features/devices/bulk-words.ts';

interface BulkReportProps {
  readonly groups: readonly OutcomeGroup[];
  readonly done: BulkDone;
  readonly onClose: () => void;
}

/** What became of each device of a bulk action, what did not work first; in the dialog that asked for it. */
export function BulkReport({ groups, done, onClose }: BulkReportProps) {
  const button = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone.
  useEffect(() => button.current?.focus(), []);
  return (
    <>
      <div className="grid gap-1">
        <Radix.Title className="font-semibold text-base">What was done</Radix.Title>
        <Radix.Description role="status" className="text-ink-soft text-sm">
          {bulkSummary(groups, done)}
        </Radix.Description>
      </div>
      <section
        aria-label="Each device"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
        tabIndex={0}
        className="max-h-[40dvh] overflow-y-auto rounded-lg border"
      >
        <ul className="divide-y">
          {groups.map(({ outcome, isDone, text, names }) => (
            <li key={outcome} className="grid gap-1 px-3 py-2.5">
              <MeaningLabel meaning={isDone ? 'working' : 'attention'} word={text} className="text-sm" />
              <ul className="pl-5 text-ink-soft text-sm">
                {names.map((name, index) => (
                  // Two devices may have one name.
                  <li key={`${name} ${index}`} className="[overflow-wrap:anywhere]">
                    {name}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </section>
      <DialogFooter>
        <Button ref={button} variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}
