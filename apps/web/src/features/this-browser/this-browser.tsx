'use client';

import { useId, useMemo } from 'react';
import { MeaningBadge } from '@/components/meaning.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import type { BrowserState } from './browser-state.ts';
import { readBrowserFacts } from './browser-support.ts';
import { type BrowserWords, browserWords, INSTALL_STEPS } from './browser-words.ts';
import { settingsFamilyOf, unblockSteps } from './unblock-steps.ts';
import { type ThisBrowserControl, useThisBrowser } from './use-this-browser.ts';

interface ThisBrowserProps {
  /** Origins that a click on a notification may open besides the dashboard. */
  readonly clickOrigins: readonly string[];
}

/** The card "Notifications on this browser": what they are, in every state, and the one thing to do about it. */
export function ThisBrowser({ clickOrigins }: ThisBrowserProps) {
  const control = useThisBrowser(clickOrigins);
  const words = control.state.kind === 'checking' ? null : browserWords(control.state);
  const headingId = useId();
  return (
    <section
      aria-labelledby={headingId}
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-xl border bg-surface px-4 py-3 shadow-xs"
    >
      <div className="grid min-w-0 flex-1 basis-72 gap-1">
        <div className="flex min-h-6 flex-wrap items-center gap-x-2.5 gap-y-1">
          <h2 id={headingId} className="font-medium">
            Notifications on this browser
          </h2>
          {words === null ? null : (
            <span aria-hidden>
              <MeaningBadge meaning={words.meaning} word={words.word} />
            </span>
          )}
        </div>
        <output aria-live="polite" className="block max-w-prose text-ink-soft text-sm">
          {words === null ? <Looking /> : <Said words={words} />}
          <StateSteps state={control.state} />
        </output>
      </div>
      <StateAction control={control} />
    </section>
  );
}

function Looking() {
  return (
    <>
      <Skeleton className="h-5 w-full max-w-96" />
      <span className="sr-only">Looking at this browser</span>
    </>
  );
}

/** The word stands in the badge already for those who see it. */
function Said({ words }: { readonly words: BrowserWords }) {
  return (
    <p>
      <span className="sr-only">{words.word}: </span>
      {words.text}
    </p>
  );
}

function StateSteps({ state }: { readonly state: BrowserState }) {
  const steps = useMemo(() => stepsOf(state), [state]);
  if (steps.length === 0) return null;
  return (
    <ol className="mt-2 list-decimal space-y-1 pl-5 marker:text-ink-faint">
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}

/** Only states that a page reaches after it has loaded have steps, so that the browser can be asked who it is. */
function stepsOf(state: BrowserState): readonly string[] {
  if (state.kind === 'needs-install') return INSTALL_STEPS;
  if (state.kind !== 'blocked') return [];
  return unblockSteps(settingsFamilyOf(readBrowserFacts(window)), window.location.host);
}

function StateAction({ control }: { readonly control: ThisBrowserControl }) {
  const { state, turnOn, turnOff, retry } = control;
  switch (state.kind) {
    case 'off':
      return (
        <Button variant="primary" onClick={turnOn}>
          Turn on
        </Button>
      );
    case 'on':
      return <Button onClick={turnOff}>Turn off</Button>;
    case 'working':
      return (
        <Button variant={state.task === 'turning-off' ? 'secondary' : 'primary'} isPending>
          {state.task === 'turning-off' ? 'Turn off' : 'Turn on'}
        </Button>
      );
    case 'failed':
      return <Button onClick={retry}>Try again</Button>;
    default:
      return null;
  }
}
