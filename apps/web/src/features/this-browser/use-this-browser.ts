'use client';

import { useCallback, useMemo, useReducer } from 'react';
import { useViewer } from '@/components/frame/viewer.tsx';
import { type BrowserState, INITIAL_STATE, nextState, type Settled, type Task } from './browser-state.ts';
import { exclusively } from './exclusively.ts';
import { failureReasonOf } from './failure-reason.ts';
import { askAndTurnOn, look, repair, settle, turnOff } from './tasks.ts';
import { usePushServer } from './use-push-server.ts';
import { useWhenToLook } from './use-when-to-look.ts';

export interface ThisBrowserControl {
  readonly state: BrowserState;
  /** Call it in the click itself. */
  readonly turnOn: () => void;
  readonly turnOff: () => void;
  /** Repeats whatever failed. */
  readonly retry: () => void;
}

/** Notifications on this browser: what they are, kept true while the page is open, and how to change them. */
export function useThisBrowser(clickOrigins: readonly string[]): ThisBrowserControl {
  const { user, installationId } = useViewer();
  const server = usePushServer();
  const [state, dispatch] = useReducer(nextState, INITIAL_STATE);
  const holder = useMemo(
    () => ({ server, userId: user.id, installationId, clickOrigins }),
    [server, user.id, installationId, clickOrigins],
  );

  const run = useCallback(async (task: Task, work: () => Promise<Settled>) => {
    dispatch({ type: 'task-started', task });
    try {
      dispatch({ type: 'task-finished', result: await work() });
    } catch (error) {
      dispatch({ type: 'task-failed', reason: failureReasonOf(error) });
    }
  }, []);

  const check = useCallback(async () => {
    dispatch({ type: 'check-started' });
    try {
      await exclusively(async () => {
        const plan = await look(holder);
        if (plan.kind === 'repair') await run('repairing', () => repair(holder, plan.isFresh));
        else dispatch({ type: 'checked', result: await settle(holder, plan) });
      });
    } catch (error) {
      dispatch({ type: 'check-failed', reason: failureReasonOf(error) });
    }
  }, [holder, run]);

  useWhenToLook(installationId, check);

  return useMemo(() => {
    const works = {
      'turning-on': () => run('turning-on', () => askAndTurnOn(holder)),
      'turning-off': () => run('turning-off', () => exclusively(() => turnOff(holder))),
      repairing: () => run('repairing', () => exclusively(() => repair(holder, true))),
      checking: check,
    };
    return {
      state,
      turnOn: () => void works['turning-on'](),
      turnOff: () => void works['turning-off'](),
      retry: () => {
        if (state.kind === 'failed') void works[state.task]();
      },
    };
  }, [state, holder, run, check]);
}
