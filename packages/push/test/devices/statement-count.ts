import type { TestDatabase } from '@carillon/testing/test-database';

/** How many statements are sent through connections that are taken from the pool while `run` runs. */
export async function countTransactionStatements(
  pool: TestDatabase['pool'],
  run: () => Promise<unknown>,
): Promise<number> {
  let statements = 0;
  const count = (): void => {
    statements += 1;
  };
  const connect = pool.connect.bind(pool);
  pool.connect = (async (...callback: Parameters<typeof connect>) => {
    // The pool's own `query` connects with a callback.
    if (callback.length > 0) return connect(...callback);
    const client: object = await connect();
    return new Proxy(client, {
      get(target, member) {
        const value = Reflect.get(target, member);
        if (typeof value !== 'function') return value;
        if (member === 'query') count();
        return value.bind(target);
      },
    });
  }) as typeof pool.connect;
  try {
    await run();
  } finally {
    pool.connect = connect as typeof pool.connect;
  }
  return statements;
}
