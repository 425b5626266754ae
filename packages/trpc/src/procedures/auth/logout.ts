import { logoutInputSchema } from '@carillon/contracts/accounts';
import { AppError } from '@carillon/contracts/errors';
import { z } from 'zod';
import { publicProcedure } from '../../base.ts';

export const logout = publicProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/auth/logout',
      status: 204,
      tags: ['auth'],
      summary: 'Sign out',
      description:
        'Ends the session of the refresh token; its access token stops working within a second. With `device_id` the ' +
        "push token of that installation is revoked too, so that the account's notifications no longer reach it. A token " +
        'that nobody knows is no error.',
    },
  })
  .input(logoutInputSchema)
  .output(z.void())
  .mutation(async ({ ctx, input }) => {
    const session = await ctx.services.auth.tokens.logout(input.refreshToken);
    if (session === null || input.deviceId === undefined) return;
    const { deviceId: installationId, generation } = input;
    try {
      await ctx.services.devices.revokeTokenOfInstallation({
        userId: session.userId,
        installationId,
        generation,
      });
    } catch (error) {
      // Somebody registered there since (TOK-7): their token stays, and this session has ended all the same.
      if (!(error instanceof AppError && error.code === 'stale_registration')) throw error;
    }
  });
