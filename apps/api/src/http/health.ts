import { AppError } from '@carillon/contracts/errors';
import type { FastifyInstance } from 'fastify';

/** What this process cannot work without, by name; each rejects while it is away, and may tell how it is. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<ReadinessFacts | null>>>;
/** For people and load balancers that look closer; never a reason to be not ready. */
export type ReadinessFacts = Readonly<Record<string, number | boolean>>;

const CHECK_LIMIT_MS = 3_000;
const RETRY_AFTER_SECONDS = 5;

/** `/healthz`: the process answers. `/readyz`: so does what it depends on; else 503 with what does not. */
export function registerHealth(app: FastifyInstance, checks: ReadinessChecks): void {
  app.get('/healthz', async () => ({ status: 'ok' }));

  app.get('/readyz', async (request) => {
    const names = Object.keys(checks);
    const results = await Promise.allSettled(Object.values(checks).map((check) => withLimit(check())));
    const failed = names.filter((_, index) => results[index]?.status === 'rejected');
    if (failed.length > 0) {
      request.log.warn({ failed }, 'not ready');
      throw new AppError('unavailable', {
        detail: `Not ready: ${failed.join(', ')}.`,
        errors: failed.map((name) => ({ path: name, message: 'does not answer' })),
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    const facts = results.flatMap((result, index) =>
      result.status === 'fulfilled' && result.value !== null ? [[names[index], result.value]] : [],
    );
    return {
      status: 'ready',
      checks: Object.fromEntries(names.map((name) => [name, 'ok'])),
      ...Object.fromEntries(facts),
    };
  });
}

function withLimit<Result>(check: Promise<Result>): Promise<Result> {
  const { promise: limit, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the check took too long')), CHECK_LIMIT_MS);
  return Promise.race([check, limit]).finally(() => clearTimeout(timer));
}
