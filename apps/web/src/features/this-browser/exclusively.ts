const LOCK_NAME = 'carillon-this-browser';

/**
 * Does one thing at a time to this browser's subscription, in all its tabs together: a tab that looked at it while
 * another one changed it would "repair" what was just turned off. Pages without HTTPS have no locks, and nothing to lock.
 */
export async function exclusively<Value>(work: () => Promise<Value>): Promise<Value> {
  if (navigator.locks === undefined) return await work();
  return await navigator.locks.request(LOCK_NAME, work);
}
