/** Runs SQL inside a transaction that somebody else opened and will commit. */
export interface SqlExecutor {
  query(text: string, values: readonly unknown[]): Promise<{ readonly rows: unknown[] }>;
}

/** The part of Prisma's transaction client that is needed. */
export interface PrismaTransaction {
  // Prisma's own signature; rows are of whatever shape the statement gives.
  // biome-ignore lint/suspicious/noExplicitAny: this must accept Prisma's client as it is
  $queryRawUnsafe(query: string, ...values: any[]): PromiseLike<unknown>;
}

/** Lets jobs be enqueued in a Prisma transaction: `prisma.$transaction((tx) => enqueue(…, prismaExecutor(tx)))`. */
export function prismaExecutor(transaction: PrismaTransaction): SqlExecutor {
  return {
    query: async (text, values) => {
      const rows = await transaction.$queryRawUnsafe(text, ...values);
      return { rows: Array.isArray(rows) ? rows : [] };
    },
  };
}
