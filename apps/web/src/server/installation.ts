import { cookies } from 'next/headers';
import { INSTALLATION_COOKIE } from '@/security/installation-cookie.ts';

/** The installation id of the browser that asks; src/proxy.ts sees to it that each has one. */
export async function readInstallationId(): Promise<string> {
  return (await cookies()).get(INSTALLATION_COOKIE)?.value ?? 'unknown';
}
