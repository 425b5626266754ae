import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The one storage of that name in this process. A bundler that splits a server into several module graphs (Next.js does) loads
 * a module more than once: what one copy of it puts in, the others have to find.
 */
export function sharedStorage<Value>(name: string): AsyncLocalStorage<Value> {
  const key = Symbol.for(`carillon.${name}`);
  const shared = globalThis as { [member: symbol]: AsyncLocalStorage<Value> | undefined };
  shared[key] ??= new AsyncLocalStorage<Value>();
  return shared[key];
}
