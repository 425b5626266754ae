import { describe, expect, it } from 'vitest';
import type { Container } from './container.ts';
import { passwordProviders } from './sign-in-providers.ts';

/** Fails when anything is asked of it. */
const container = { services: { auth: { accounts: {} } } } as Container;

describe('passwordProviders', () => {
  it('SEC-7: signing up with text that the database cannot keep is refused by its name, not a failure of the server', async () => {
    const [, signUp] = passwordProviders({
      container,
      client: { ipAddress: null, userAgent: null },
      onSignedIn: () => {},
    });
    const { authorize } = (signUp?.options ?? {}) as { authorize: (input: unknown) => Promise<unknown> };
    const input = { email: 'a@b.example', password: 'x'.repeat(20), name: 'a\0b' };
    await expect(authorize(input)).rejects.toThrow(/^validation_failed: name: /);
  });
});
