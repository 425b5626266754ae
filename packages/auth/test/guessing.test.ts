import { RATE_LIMITS } from '@carillon/auth/rate-limits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AuthFixture,
  clientAt,
  createAuthFixture,
  newClient,
  outcomeOf,
  PASSWORD,
  tally,
} from './fixture.ts';

let fixture: AuthFixture;
beforeAll(async () => {
  fixture = await createAuthFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const register = (email: string, client = newClient()) =>
  fixture.first.accounts.register({ email, password: PASSWORD }, { kind: 'app', client });
const login = (email: string, password: string, client = newClient()) =>
  fixture.second.accounts.login({ email, password }, { kind: 'app', client });
const guess = (index: number, email: string, client: ReturnType<typeof clientAt>) =>
  (index % 2 === 0 ? fixture.first : fixture.second).accounts.login(
    { email, password: `guess number ${index}` },
    { kind: 'app', client },
  );

describe('guessing one password', () => {
  it('T-8: of 1000 guesses over two processes 5 are evaluated, and the victim signs in from elsewhere', async () => {
    await register('victim@example.com');
    const attacker = clientAt('203.0.113.9');
    const guesses = Array.from({ length: 1000 }, (_, index) => guess(index, 'victim@example.com', attacker));
    expect(await tally(guesses)).toEqual({ unauthenticated: 5, rate_limited: 995 });
    expect(await outcomeOf(login('victim@example.com', PASSWORD))).toBe('ok');
    // The right password from the attacker's place is not evaluated either.
    expect(await outcomeOf(login('victim@example.com', PASSWORD, attacker))).toBe('rate_limited');
  });

  it('T-8: a guesser with a whole IPv6 /64 has one counter', async () => {
    await register('sixtyfour@example.com');
    const guesses = Array.from({ length: 20 }, (_, index) =>
      guess(index, 'sixtyfour@example.com', clientAt(`2001:db8:7:7::${index + 1}`)),
    );
    expect(await tally(guesses)).toEqual({ unauthenticated: 5, rate_limited: 15 });
  });

  it('T-8: an email that nobody has is limited and answered in the same way', async () => {
    const client = newClient();
    const guesses = Array.from({ length: 10 }, (_, index) => guess(index, 'nobody@example.com', client));
    expect(await tally(guesses)).toEqual({ unauthenticated: 5, rate_limited: 5 });
  });

  it('T-8: one who is refused and goes on does not use up the limit of the network', async () => {
    const client = newClient();
    const guesses = Array.from({ length: RATE_LIMITS.sign_in_network.points + 50 }, (_, index) =>
      guess(index, 'refused@example.com', client),
    );
    await tally(guesses);
    await register('neighbour@example.com');
    expect(await outcomeOf(login('neighbour@example.com', PASSWORD, client))).toBe('ok');
  });
});

describe('guessing from many networks', () => {
  it('T-8: the account has a limit of its own, which the places that its owner is known at are exempt from', async () => {
    const home = newClient();
    await register('wide@example.com', home);
    const { points } = RATE_LIMITS.sign_in_account;
    const guesses = Array.from({ length: points + 20 }, (_, index) =>
      guess(index, 'wide@example.com', newClient()),
    );
    expect(await tally(guesses)).toEqual({ unauthenticated: points, rate_limited: 20 });
    expect(await outcomeOf(login('wide@example.com', PASSWORD))).toBe('rate_limited');
    expect(await outcomeOf(login('wide@example.com', PASSWORD, home))).toBe('ok');
    const fromHome = Array.from({ length: 10 }, (_, index) => guess(index, 'wide@example.com', home));
    expect(await tally(fromHome)).toEqual({ unauthenticated: 5, rate_limited: 5 });
  });

  it('T-8: one network that tries many accounts is limited as a whole', async () => {
    const client = newClient();
    const { points } = RATE_LIMITS.sign_in_network;
    const guesses = Array.from({ length: points + 10 }, (_, index) =>
      guess(index, `user${index}@example.com`, client),
    );
    expect(await tally(guesses)).toEqual({ unauthenticated: points, rate_limited: 10 });
  });
});

describe('signing in rightly', () => {
  it('AUTH-6: costs nothing: somebody may sign in far more often than the limit of failures', async () => {
    const client = newClient();
    await register('often@example.com', client);
    for (let times = 0; times < 12; times += 1) {
      expect(await outcomeOf(login('often@example.com', PASSWORD, client))).toBe('ok');
    }
  });

  it('AUTH-6: many times at once, beyond the limit, leaves nothing counted', async () => {
    const client = newClient();
    await register('atonce@example.com', client);
    await tally(Array.from({ length: 20 }, () => login('atonce@example.com', PASSWORD, client)));
    expect(await outcomeOf(login('atonce@example.com', PASSWORD, client))).toBe('ok');
  });

  it('T-8: does not give failures back: a guesser who also owns an account there gains nothing', async () => {
    const client = newClient();
    await register('target@example.com');
    await register('own@example.com', client);
    const outcomes: string[] = [];
    for (let index = 0; index < 8; index += 1) {
      outcomes.push(await outcomeOf(guess(index, 'target@example.com', client)));
      await login('own@example.com', PASSWORD, client);
    }
    expect(outcomes.filter((outcome) => outcome === 'unauthenticated')).toHaveLength(5);
  });
});

describe('storms', () => {
  it('T-8: sign-ins beyond the queue are refused with unavailable, and are not counted as failures', async () => {
    await using narrow = await createAuthFixture({ passwords: { concurrency: 1, maxWaiting: 0 } });
    const client = newClient();
    const { accounts } = narrow.first;
    await accounts.register({ email: 'storm@example.com', password: PASSWORD }, { kind: 'app', client });
    const storm = () =>
      accounts.login({ email: 'storm@example.com', password: PASSWORD }, { kind: 'app', client });
    for (let rounds = 0; rounds < 4; rounds += 1) {
      const { ok, unavailable, ...others } = await tally(Array.from({ length: 4 }, storm));
      expect([ok, unavailable, others]).toEqual([expect.any(Number), expect.any(Number), {}]);
    }
  });

  it('AUTH-6: registrations are limited by network', async () => {
    const client = newClient();
    const { points } = RATE_LIMITS.registration;
    const calls = Array.from({ length: points + 3 }, (_, index) =>
      register(`new${index}@example.com`, client),
    );
    expect(await tally(calls)).toEqual({ ok: points, rate_limited: 3 });
  });
});
