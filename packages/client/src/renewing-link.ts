import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from './app-router.ts';
import type { Credentials } from './credentials.ts';
import { failureOf } from './errors.ts';

/** Their 401 is about what was typed, not about the token that the request carried. */
const PROVE_THEMSELVES = /^(?:auth\.(?:login|register|refresh|logout)|pairings\.(?:create|status|exchange))$/;

/**
 * Tries a call once more, with another token, when the server refused its token: one that ended early, since its session's
 * clock or ours is wrong. Several refused calls renew once, for `renew` is told which token was refused.
 */
export function renewingLink(credentials: Credentials | string | undefined): TRPCLink<AppRouter> {
  const renewable = typeof credentials === 'object' ? credentials : undefined;
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let subscription = { unsubscribe() {} };
        let isOver = false;
        const attempt = async (isLast: boolean): Promise<void> => {
          const used = isLast ? null : ((await renewable?.accessToken()) ?? null);
          if (isOver) return;
          subscription = next(op).subscribe({
            next: (value) => observer.next(value),
            complete: () => observer.complete(),
            error: (error) => {
              const isRefused =
                failureOf(error).code === 'unauthenticated' && !PROVE_THEMSELVES.test(op.path);
              if (!isRefused || used === null || renewable?.renew === undefined) observer.error(error);
              else retry(used, renewable.renew.bind(renewable), () => observer.error(error));
            },
          });
        };
        const retry = (used: string, renew: NonNullable<Credentials['renew']>, giveUp: () => void): void => {
          renew(used).then((token) => (token === null ? giveUp() : attempt(true)), giveUp);
        };
        attempt(false).catch((error) => observer.error(error));
        return () => {
          isOver = true;
          subscription.unsubscribe();
        };
      });
}
