import { getContainer } from '@/server/container.ts';

/** Whether somebody may sign up now. `first`: nobody has an account yet, and whoever signs up becomes administrator. */
export type RegistrationState = 'first' | 'open' | 'closed';

export async function registrationState(): Promise<RegistrationState> {
  const { env, database } = getContainer();
  if (env.REGISTRATION === 'closed') return 'closed';
  const anybody = await database.prisma.user.findFirst({ select: { id: true } });
  if (anybody === null) return 'first';
  return env.REGISTRATION === 'open' ? 'open' : 'closed';
}
