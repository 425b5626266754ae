import { router } from './base.ts';
import { authRouter } from './procedures/auth/router.ts';

/** Every procedure there is. Its REST side, its documentation and its clients are derived from it. */
export const appRouter = router({
  auth: authRouter,
});

/** What clients import as a type. */
export type AppRouter = typeof appRouter;
