import { apnsToken } from '@carillon/testing/registry';
import type { LiveApi } from './live-api.ts';

/** A new user, calls of the API in their name, and the registration of their phone. */
export async function signUpWithPhone(api: LiveApi, name: string) {
  const { accessToken, refreshToken, user } = await api.register(`${name}@example.com`);
  const call = (method: string, path: string, body?: unknown) =>
    api.call(method, `/api/v1${path}`, body, accessToken);
  const phone = {
    device_id: 'phone',
    platform: 'ios',
    push_token: apnsToken(name),
    environment: 'production',
  };
  return { call, phone, user, refreshToken, accessToken };
}
