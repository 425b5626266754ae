/** Runs one piece of work at a time. */
export type Exclusive = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** One at a time within this object; where the browser has locks (Web Locks API), in all its tabs together. */
export function createExclusive(name: string): Exclusive {
  const locks = globalThis.navigator?.locks;
  if (locks !== undefined) return async (work) => await locks.request(`carillon.${name}`, work);
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
