import { createHook } from 'node:async_hooks';

/**
 * Counts every TCP connection that this process begins, to any address, from now until disposal: libuv's connect
 * request is the last thing before the system call, so nothing that opens a socket can go round it.
 */
export function countConnections(): Disposable & { readonly begun: number } {
  let begun = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === 'TCPCONNECTWRAP') begun += 1;
    },
  }).enable();
  return {
    get begun() {
      return begun;
    },
    [Symbol.dispose]: () => {
      hook.disable();
    },
  };
}
