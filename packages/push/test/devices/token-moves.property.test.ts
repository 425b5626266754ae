import { installationIdSchema } from '@carillon/contracts/ids';
import {
  apnsToken,
  createActor,
  createTestRegistry,
  randomKeyRing,
  type TestRegistry,
} from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/devices/actor.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const keyRing = randomKeyRing('k1');

/** Which token each device has: what the registry should hold after the same calls, one after the other. */
interface Model {
  tokenOf: Map<string, string>;
  readonly registered: Set<string>;
}

interface Real {
  readonly set: TestRegistry;
  readonly actors: readonly Actor[];
  /** Tokens of one run are no other run's. */
  readonly run: number;
}

/** A call on one installation of one user. */
interface Place {
  readonly user: number;
  readonly installation: number;
}
const keyOf = ({ user, installation }: Place) => `${user}/${installation}`;
const installationOf = ({ installation }: Place) => installationIdSchema.parse(`phone ${installation}`);

class Register implements fc.AsyncCommand<Model, Real> {
  readonly place: Place;
  readonly token: number;

  constructor(place: Place, token: number) {
    this.place = place;
    this.token = token;
  }

  check = () => true;
  toString = () => `register ${keyOf(this.place)} token ${this.token}`;

  async run(model: Model, real: Real): Promise<void> {
    await this.call(real);
    for (const [device, token] of model.tokenOf) {
      if (token === `${this.token}`) model.tokenOf.delete(device);
    }
    model.tokenOf.set(keyOf(this.place), `${this.token}`);
    model.registered.add(keyOf(this.place));
    await expectModel(model, real);
  }

  call({ set, actors, run }: Real) {
    return set.registry.register(actors[this.place.user] as Actor, {
      deviceId: installationOf(this.place),
      platform: 'ios',
      pushToken: apnsToken(`${run} ${this.token}`),
      environment: 'production',
      userAgent: null,
    });
  }
}

class Logout implements fc.AsyncCommand<Model, Real> {
  readonly place: Place;

  constructor(place: Place) {
    this.place = place;
  }

  check = () => true;
  toString = () => `logout ${keyOf(this.place)}`;

  async run(model: Model, real: Real): Promise<void> {
    const hadToken = model.tokenOf.delete(keyOf(this.place));
    expect(await this.call(real)).toBe(hadToken);
    await expectModel(model, real);
  }

  call({ set, actors }: Real) {
    const { userId } = actors[this.place.user] as Actor;
    const installationId = installationOf(this.place);
    return set.registry.revokeTokenOfInstallation({ userId, installationId, generation: undefined });
  }
}

class Revoke implements fc.AsyncCommand<Model, Real> {
  readonly place: Place;

  constructor(place: Place) {
    this.place = place;
  }

  check = (model: Readonly<Model>) => model.registered.has(keyOf(this.place));
  toString = () => `revoke ${keyOf(this.place)}`;

  async run(model: Model, real: Real): Promise<void> {
    await real.set.registry.revoke(real.actors[this.place.user] as Actor, installationOf(this.place));
    model.tokenOf.delete(keyOf(this.place));
    await expectModel(model, real);
  }
}

/** Calls at once: any of them may be last, so that only the invariants can be said beforehand. */
class AtOnce implements fc.AsyncCommand<Model, Real> {
  readonly calls: readonly (Register | Logout)[];

  constructor(calls: readonly (Register | Logout)[]) {
    this.calls = calls;
  }

  check = () => true;
  toString = () => `at once [${this.calls.join(', ')}]`;

  async run(model: Model, real: Real): Promise<void> {
    await Promise.all(this.calls.map((command) => command.call(real)));
    for (const command of this.calls) {
      if (command instanceof Register) model.registered.add(keyOf(command.place));
    }
    model.tokenOf = await readTokens(real);
    await expectModel(model, real);
  }
}

const place = fc.record({ user: fc.nat(1), installation: fc.nat(2) });
const register = fc.tuple(place, fc.nat(3)).map(([where, token]) => new Register(where, token));
const logout = place.map((where) => new Logout(where));
const revoke = place.map((where) => new Revoke(where));
const atOnce = fc
  .array(fc.oneof(register, register, logout), { minLength: 2, maxLength: 8 })
  .map((calls) => new AtOnce(calls));

async function readTokens({ set, actors, run }: Real): Promise<Map<string, string>> {
  const { rows } = await database.pool.query(
    `SELECT d.user_id, d.installation_id, p.fingerprint
     FROM push_tokens p JOIN devices d ON d.id = p.device_id
     WHERE p.active AND d.user_id = ANY ($1::uuid[])`,
    [actors.map(({ userId }) => userId)],
  );
  const tokens = new Map<string, string>();
  for (const { user_id, installation_id, fingerprint } of rows) {
    const user = actors.findIndex(({ userId }) => userId === user_id);
    const token = [0, 1, 2, 3].find((candidate) => {
      const material = { provider: 'apns', token: apnsToken(`${run} ${candidate}`) } as const;
      return Buffer.compare(fingerprint, set.parts.fingerprint(material)) === 0;
    });
    tokens.set(`${user}/${installation_id.replace('phone ', '')}`, `${token}`);
  }
  return tokens;
}

async function expectModel(model: Model, real: Real): Promise<void> {
  expect(await readTokens(real)).toEqual(model.tokenOf);
  const { rows } = await database.pool.query(
    `SELECT
       (SELECT count(*) FROM (SELECT 1 FROM push_tokens WHERE active GROUP BY device_id HAVING count(*) > 1) x)::int
         AS "devicesWithTwo",
       (SELECT count(*) FROM (SELECT 1 FROM push_tokens WHERE active GROUP BY fingerprint HAVING count(*) > 1) x)::int
         AS "tokensWithTwo",
       (SELECT count(*) FROM push_tokens WHERE NOT active AND (ciphertext IS NOT NULL OR revoked_at IS NULL))::int
         AS "historyWithContent",
       (SELECT count(*) FROM push_tokens p JOIN devices d ON d.id = p.device_id
        WHERE p.active AND d.revoked_at IS NOT NULL)::int AS "revokedWithToken"`,
  );
  expect(rows).toEqual([{ devicesWithTwo: 0, tokensWithTwo: 0, historyWithContent: 0, revokedWithToken: 0 }]);
}

describe('any course of registrations, logouts and revocations', () => {
  it('TOK-5, TOK-6: leaves at most one active token a device and one device a token, and history without ciphertext', {
    timeout: 90_000,
  }, async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.commands([register, register, logout, revoke, atOnce], { maxCommands: 20 }),
        async (commands) => {
          run += 1;
          const actors = [await createActor(database, 'member'), await createActor(database, 'member')];
          const real: Real = { set: createTestRegistry(database, { keyRing }), actors, run };
          const model: Model = { tokenOf: new Map(), registered: new Set() };
          await fc.asyncModelRun(() => ({ model, real }), commands);
        },
      ),
      { numRuns: 25 },
    );
  });
});
