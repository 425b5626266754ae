/** Why notifications are off, where that is more than never having been turned on. */
export type OffReason = 'other-account' | 'revoked' | 'removed' | 'dismissed';

export type Task = 'turning-on' | 'turning-off' | 'repairing';

/** What a person can do something about; everything else is `unknown`. */
export type FailureReason =
  | 'server-unreachable'
  | 'signed-out'
  | 'device-limit'
  | 'rate-limited'
  | 'refused'
  | 'push-service'
  | 'unknown';

/** Everything that notifications on this browser can be. One at a time; each has its own words on the card. */
export type BrowserState =
  | { readonly kind: 'checking' }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'insecure' }
  | { readonly kind: 'needs-install' }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'off'; readonly reason: OffReason | null }
  | { readonly kind: 'on' }
  | { readonly kind: 'working'; readonly task: Task }
  | { readonly kind: 'failed'; readonly task: Task | 'checking'; readonly reason: FailureReason };

/** Where a check or a task can end. */
export type Settled = Extract<
  BrowserState,
  { kind: 'unsupported' | 'insecure' | 'needs-install' | 'blocked' | 'off' | 'on' }
>;

export type BrowserEvent =
  | { readonly type: 'check-started' }
  | { readonly type: 'checked'; readonly result: Settled }
  | { readonly type: 'check-failed'; readonly reason: FailureReason }
  | { readonly type: 'task-started'; readonly task: Task }
  | { readonly type: 'task-finished'; readonly result: Settled }
  | { readonly type: 'task-failed'; readonly reason: FailureReason };

export const INITIAL_STATE: BrowserState = { kind: 'checking' };

/**
 * The next state. A task owns the card until it ends: a check that ends meanwhile looked at a browser that has changed
 * since, and is not listened to. A check behind a settled state does not blank it.
 */
export function nextState(state: BrowserState, event: BrowserEvent): BrowserState {
  const { task } = state.kind === 'working' ? state : { task: null };
  switch (event.type) {
    case 'task-started':
      return { kind: 'working', task: event.task };
    case 'task-finished':
      return task === null ? state : event.result;
    case 'task-failed':
      return task === null ? state : { kind: 'failed', task, reason: event.reason };
    case 'check-started':
      return state.kind === 'failed' && state.task === 'checking' ? INITIAL_STATE : state;
    case 'checked':
      return task === null ? event.result : state;
    case 'check-failed':
      // What was known stays on the card when a later look fails: it is the better guess.
      return state.kind === 'checking' ? { kind: 'failed', task: 'checking', reason: event.reason } : state;
  }
}
