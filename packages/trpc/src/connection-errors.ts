/** Operating system and SQLSTATE codes (PostgreSQL appendix A) that say: the database cannot be used right now. */
const CONNECTION_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  'P1001', // Prisma: cannot reach the database server
  'P1002', // Prisma: the server was reached but timed out
  'P1008', // Prisma: operations timed out
  'P1017', // Prisma: the server has closed the connection
  'P2024', // Prisma: no connection from the pool in time
]);
/** SQLSTATE classes 08, connection exceptions, and 53, insufficient resources: disk full, memory, connections (F-12). */
const CONNECTION_CLASS = /^(08|53)[0-9A-Z]{3}$/;

/** What node-postgres and its pool say without any code. */
const CONNECTION_MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i;

/** Prisma's driver adapters name the failure in `cause.kind`. */
const CONNECTION_KINDS: ReadonlySet<string> = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);

const MAX_CAUSES = 8;

/** Whether an error, or anything that caused it, is the loss of the database rather than a fault of ours (F-3). */
export function isConnectionError(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && typeof current === 'object' && current !== null; depth += 1) {
    if (saysConnection(current)) return true;
    if (current instanceof AggregateError && current.errors.some(isConnectionError)) return true;
    current = 'cause' in current ? current.cause : undefined;
  }
  return false;
}

function saysConnection(error: object): boolean {
  const codes = ['code', 'originalCode', 'kind'].map((name) => Reflect.get(error, name));
  const isKnown = codes.some(
    (code) =>
      typeof code === 'string' &&
      (CONNECTION_CODES.has(code) || CONNECTION_KINDS.has(code) || CONNECTION_CLASS.test(code)),
  );
  return isKnown || (error instanceof Error && CONNECTION_MESSAGES.test(error.message));
}
