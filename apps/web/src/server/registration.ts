import { getContainer } from '@/server/container.ts';

/** Whether somebody may sign up now. `first`: there is no administrator yet, and whoever signs up becomes the one. */
export type RegistrationState = 'first' | 'open' | 'closed';

export async function registrationState(): Promise<RegistrationState> {
  const { env, database } = getContainer();
  if (env.REGISTRATION === 'closed') return 'closed';
  const administrator = await database.prisma.user.findFirst({
    where: { role: 'admin' },
    select: { id: true },
  });
  if (administrator === null) return 'first';
  return env.REGISTRATION === 'open' ? 'open' : 'closed';
}
