import { randomBytes, randomUUID } from 'node:crypto';
import { createBasicScheme } from '@carillon/auth/agents/basic-scheme';
import { createSignatureScheme } from '@carillon/auth/agents/signature-scheme';
import { createPasswords } from '@carillon/auth/passwords';
import { createAgentCredentialStore } from '@carillon/db/repositories/agent-authentication';
import type { Actor } from '@carillon/push/devices/actor';
import type { Registry } from '@carillon/push/devices/registry';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { createLogger } from '@carillon/runtime/logger';
import { createActor, createTestRegistry } from '@carillon/testing/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AuthFixture,
  clientAt,
  createAuthFixture,
  newClient,
  outcomeOf,
  PUBLIC_API_URL,
  tally,
} from './fixture.ts';
import { type Agent, basicRequest, signedRequest } from './signed-request.ts';

const OLD_ENTRY = `a1:${randomBytes(32).toString('base64url')}`;
const agentKeyRing = parseKeyRing(OLD_ENTRY);

let fixture: AuthFixture;
let registry: Registry;
let actor: Actor;
beforeAll(async () => {
  fixture = await createAuthFixture({ agents: { keyRing: agentKeyRing, publicApiUrl: PUBLIC_API_URL } });
  const { database, first } = fixture;
  const limits = { devicesPerUser: 1_000, devicesPerInstance: 1_000_000 };
  const parts = { agentKeyRing, secretHasher: first.passwords, limits };
  ({ registry } = createTestRegistry(database, parts));
  actor = await createActor(database, 'member');
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function newAgent(owner: Actor = actor): Promise<Agent> {
  const call = { deviceName: randomUUID(), tags: undefined, userAgent: null };
  const { device, secret } = await registry.registerAgent(owner, call);
  return { id: device.id, secret };
}

const guess = (): string => randomBytes(32).toString('hex');
const credentialRow = async ({ id }: Agent) =>
  (await fixture.database.pool.query('SELECT * FROM agent_credentials WHERE device_id = $1', [id])).rows[0];

describe('signatures', () => {
  it('SEC-3: tell which agent it is, and whose', async () => {
    const agent = await newAgent();
    expect(await fixture.first.authenticate(signedRequest(agent, { body: '{"a": 1}' }))).toEqual({
      kind: 'agent',
      deviceId: agent.id,
      userId: actor.userId,
    });
  });

  it('SEC-4, T-7: of 50 who send one nonce at once over two processes, one is accepted', async () => {
    const agent = await newAgent();
    const request = signedRequest(agent);
    const calls = Array.from({ length: 50 }, (_, index) =>
      (index % 2 === 0 ? fixture.first : fixture.second).authenticate(request),
    );
    expect(await tally(calls)).toEqual({ ok: 1, unauthenticated: 49 });
  });

  it('SEC-4: a nonce is claimed only after the signature verified, and for that device alone', async () => {
    const [agent, other] = [await newAgent(), await newAgent()];
    const nonce = randomUUID();
    const forged = signedRequest(agent, { nonce, secret: other.secret });
    expect(await outcomeOf(fixture.first.authenticate(forged))).toBe('unauthenticated');
    const tooOld = signedRequest(agent, { nonce, created: Math.floor(Date.now() / 1000) - 1_000 });
    expect(await outcomeOf(fixture.first.authenticate(tooOld))).toBe('unauthenticated');
    expect(await outcomeOf(fixture.first.authenticate(signedRequest(agent, { nonce })))).toBe('ok');
    expect(await outcomeOf(fixture.first.authenticate(signedRequest(other, { nonce })))).toBe('ok');
    expect(await outcomeOf(fixture.first.authenticate(signedRequest(agent, { nonce })))).toBe(
      'unauthenticated',
    );
  });

  it('SEC-4: a nonce is kept for longer than its signature is young enough', async () => {
    const agent = await newAgent();
    const ahead = Math.floor(Date.now() / 1000) + 290;
    await fixture.first.authenticate(signedRequest(agent, { created: ahead }));
    const { rows } = await fixture.database.pool.query(
      'SELECT extract(epoch FROM expires_at) > $2 AS kept FROM signature_nonces WHERE device_id = $1',
      [agent.id, ahead + 300],
    );
    expect(rows).toEqual([{ kept: true }]);
  });

  it('SEC-6: in its grace the secret before signs, too; ended, it does not', async () => {
    const agent = await newAgent();
    const { secret } = await registry.rotateSecret(actor, { id: agent.id, graceSeconds: 3_600 });
    const signWith = (which: string) =>
      outcomeOf(fixture.first.authenticate(signedRequest(agent, { secret: which })));
    expect(await signWith(agent.secret)).toBe('ok');
    expect(await signWith(secret)).toBe('ok');
    await fixture.database.pool.query(
      "UPDATE agent_credentials SET expires_at = now() - interval '1 second' WHERE device_id = $1 AND expires_at > now()",
      [agent.id],
    );
    expect(await signWith(agent.secret)).toBe('unauthenticated');
    expect(await signWith(secret)).toBe('ok');
  });

  it('SEC-5: an agent that is unknown or revoked, or whose owner is disabled, is refused like a wrong signature', async () => {
    const owner = await createActor(fixture.database, 'member');
    const [revoked, orphan] = [await newAgent(), await newAgent(owner)];
    await registry.revoke(actor, revoked.id);
    await fixture.database.pool.query('UPDATE users SET disabled_at = now() WHERE id = $1', [owner.userId]);
    const unknown = { id: randomUUID(), secret: guess() };
    const refusals = await Promise.all(
      [revoked, orphan, unknown, { ...(await newAgent()), secret: guess() }].map((agent) =>
        fixture.second.authenticate(signedRequest(agent)).catch((error: Error) => error.message),
      ),
    );
    expect(new Set(refusals).size).toBe(1);
    expect(typeof refusals[0]).toBe('string');
  });

  it('SEC-2: the database without AGENT_SIGNING_KEYS verifies and signs nothing; agents are told to wait', async () => {
    const agent = await newAgent();
    const lines: string[] = [];
    const scheme = createSignatureScheme({
      store: createAgentCredentialStore(fixture.database),
      keyRing: parseKeyRing(`a2:${randomBytes(32).toString('base64url')}`),
      publicApiUrl: PUBLIC_API_URL,
      log: createLogger({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } }),
    });
    expect(await outcomeOf(scheme.verify(signedRequest(agent)))).toBe('unavailable');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ key_id: 'a1', reason: 'missing_key' }]);
    expect(lines.join()).not.toContain(agent.secret);
  });

  it('SEC-2: a signing key that was copied from another agent’s row lets nobody in', async () => {
    const [agent, thief] = [await newAgent(), await newAgent()];
    await fixture.database.pool.query(
      `UPDATE agent_credentials SET signing_key = (SELECT signing_key FROM agent_credentials WHERE device_id = $2)
       WHERE device_id = $1`,
      [agent.id, thief.id],
    );
    const request = signedRequest(agent, { secret: thief.secret });
    expect(await outcomeOf(fixture.first.authenticate(request))).toBe('unauthenticated');
  });

  it('SEC-2, TOK-3: after a new first key, an agent’s signing key is encrypted anew when it signs, and goes on to work', async () => {
    const agent = await newAgent();
    const before = await credentialRow(agent);
    const newEntry = `a2:${randomBytes(32).toString('base64url')}`;
    const schemeWith = (entries: string) =>
      createSignatureScheme({
        store: createAgentCredentialStore(fixture.database),
        keyRing: parseKeyRing(entries),
        publicApiUrl: PUBLIC_API_URL,
        log: createLogger({ name: 'test', level: 'silent' }),
      });
    const isAccepted = async (entries: string) =>
      (await schemeWith(entries).verify(signedRequest(agent))) !== null;
    expect(await isAccepted(`${newEntry}, ${OLD_ENTRY}`)).toBe(true);
    const after = await credentialRow(agent);
    expect([before.key_id, after.key_id]).toEqual(['a1', 'a2']);
    expect(await isAccepted(newEntry)).toBe(true);
  });
});

describe('HTTP Basic for agents', () => {
  it('SEC-3: device id and secret tell which agent it is; the id’s case does not matter', async () => {
    const agent = await newAgent();
    for (const id of [agent.id, agent.id.toUpperCase()]) {
      expect(await fixture.first.authenticate(basicRequest({ ...agent, id }, newClient()))).toEqual({
        kind: 'agent',
        deviceId: agent.id,
        userId: actor.userId,
      });
    }
  });

  it('SEC-2: the hash is argon2id with parameters of its own, by which it is verified', async () => {
    const agent = await newAgent();
    expect((await credentialRow(agent)).secret_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await credentialRow(agent)).secret_hash).not.toContain(agent.secret);
  });

  it.each([
    'Basic',
    'Basic ',
    'Basic !!!',
    `Basic ${Buffer.from('no colon').toString('base64')}`,
    `Basic ${Buffer.from(`a:${'x'.repeat(1_000)}`).toString('base64')}`,
    `Basic ${Buffer.from('id:secret').toString('base64')} more`,
  ])('SEC-7: %j is refused', async (authorization) => {
    const request = { ...basicRequest({ id: 'x', secret: 'x' }, newClient()), headers: { authorization } };
    expect(await outcomeOf(fixture.first.authenticate(request))).toBe('unauthenticated');
  });

  it('SEC-5: whatever is wrong, one hash is computed and the answer is the same', async () => {
    const passwords = createPasswords({ concurrency: 2, maxWaiting: 100 });
    const hashes: (string | null)[] = [];
    const scheme = createBasicScheme({
      store: createAgentCredentialStore(fixture.database),
      passwords: {
        verify: (hash, secret) => {
          hashes.push(hash);
          return passwords.verify(hash, secret);
        },
      },
      limits: fixture.first.limits,
    });
    const [live, revoked] = [await newAgent(), await newAgent()];
    await registry.revoke(actor, revoked.id);
    const answers = [
      await scheme.verify(basicRequest(live, newClient(), guess())),
      await scheme.verify(basicRequest(revoked, newClient())),
      await scheme.verify(basicRequest({ id: randomUUID(), secret: guess() }, newClient())),
      await scheme.verify(basicRequest({ id: 'no id', secret: 'short' }, newClient())),
    ];
    expect(answers).toEqual([null, null, null, null]);
    expect(hashes).toEqual([expect.stringContaining('$argon2id$'), null, null, null]);
  });

  it('SEC-6, REG-10: the grace holds here too, and revocation ends both secrets', async () => {
    const agent = await newAgent();
    const { secret } = await registry.rotateSecret(actor, { id: agent.id, graceSeconds: 60 });
    const secrets = [agent.secret, secret];
    const outcomes = () =>
      Promise.all(
        secrets.map((which) =>
          outcomeOf(fixture.second.authenticate(basicRequest(agent, newClient(), which))),
        ),
      );
    expect(await outcomes()).toEqual(['ok', 'ok']);
    await registry.revoke(actor, agent.id);
    expect(await outcomes()).toEqual(['unauthenticated', 'unauthenticated']);
  });

  it('T-8: of 1000 guesses at once over two processes 5 are evaluated; the agent goes on elsewhere, and signs anywhere', async () => {
    const agent = await newAgent();
    const guesser = newClient();
    const guesses = Array.from({ length: 1_000 }, (_, index) =>
      (index % 2 === 0 ? fixture.first : fixture.second).authenticate(basicRequest(agent, guesser, guess())),
    );
    const { unauthenticated = 0, ok = 0, ...refused } = await tally(guesses);
    expect({ ok, unauthenticated }).toEqual({ ok: 0, unauthenticated: 5 });
    expect(Object.keys(refused).toSorted()).toEqual(['rate_limited', 'unavailable']);
    expect(await outcomeOf(fixture.first.authenticate(basicRequest(agent, guesser)))).toBe('rate_limited');
    expect(await outcomeOf(fixture.first.authenticate(basicRequest(agent, newClient())))).toBe('ok');
    expect(await outcomeOf(fixture.first.authenticate(signedRequest(agent)))).toBe('ok');
  }, 60_000);

  it('T-8: one network that tries many agents is stopped, too', async () => {
    const client = clientAt('2001:db8:77::1');
    let unauthenticated = 0;
    // Not all at once: what is tried here is the limit, not the machine.
    for (let from = 0; from < 150; from += 30) {
      const guesses = Array.from({ length: 30 }, (_, index) =>
        fixture.first.authenticate(
          basicRequest({ id: randomUUID(), secret: guess() }, clientAt(`2001:db8:77::${from + index}`)),
        ),
      );
      unauthenticated += (await tally(guesses)).unauthenticated ?? 0;
    }
    expect(unauthenticated).toBe(100);
    expect(await outcomeOf(fixture.second.authenticate(basicRequest(await newAgent(), client)))).toBe(
      'rate_limited',
    );
  }, 60_000);

  it('T-8: an agent that sends many requests at once is no guesser, and what was right costs nothing', async () => {
    const agent = await newAgent();
    const client = newClient();
    const calls = Array.from({ length: 30 }, (_, index) =>
      (index % 2 === 0 ? fixture.first : fixture.second).authenticate(basicRequest(agent, client)),
    );
    expect(await tally(calls)).toEqual({ ok: 30 });
  });
});
