import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Answer, LiveApi } from './live-api.ts';
import type { signIn } from './world.ts';

/** What an app is answered when it asks to be paired, and what it asked for. */
interface Asked {
  readonly id: string;
  readonly code: string;
  readonly verifier: string;
  readonly deviceId: string;
}
type Proof = Pick<Asked, 'id' | 'verifier'>;
export type Person = Awaited<ReturnType<typeof signIn>>;

/** What apps and people call. Apps come to the one process, people to the other, unless said otherwise. */
export function pairingCalls(processes: () => { readonly api: LiveApi; readonly other: LiveApi }) {
  return {
    async ask(deviceId = randomUUID()): Promise<Asked> {
      const app = { device_id: deviceId, platform: 'android', name: 'Ann’s phone', model: 'Pixel 9' };
      const { status, body } = await processes().api.call('POST', '/api/v1/auth/pairings', app);
      expect(status).toBe(201);
      return { ...body, deviceId };
    },
    decide: (person: Person, verb: 'lookup' | 'confirm' | 'reject', code: string): Promise<Answer> =>
      processes().other.call('POST', `/api/v1/auth/pairings/${verb}`, { code }, person.accessToken),
    statusOf: ({ id, verifier }: Proof): Promise<Answer> =>
      processes().api.call('GET', `/api/v1/auth/pairings/${id}?verifier=${verifier}`),
    exchange: ({ id, verifier }: Proof, at = processes().api): Promise<Answer> =>
      at.call('POST', `/api/v1/auth/pairings/${id}/exchange`, { verifier }),
    me: (token: string, at = processes().api): Promise<Answer> =>
      at.call('GET', '/api/v1/auth/me', undefined, token),
    expire: ({ id }: Asked) =>
      processes().api.database.pool.query(
        "UPDATE pairings SET expires_at = now() - interval '1 s' WHERE id = $1",
        [id],
      ),
  };
}

/** The status, and what the answer says of why or of what became of it. */
export const outcomeOf = ({ status, body }: Answer) => [status, body.code ?? body.status];
