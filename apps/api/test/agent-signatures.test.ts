import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AgentAnswer,
  type AgentCall,
  type AgentIdentity,
  basic,
  callSigned,
  contentDigest,
  type SignatureChanges,
  secondsNow,
  send,
  sign,
} from './agent-signer.ts';
import { type AgentWorld, createAgentWorld } from './agent-world.ts';
import { startLiveApi } from './live-api.ts';
import { API_URL } from './test-server.ts';

let world: AgentWorld;
let agent: AgentIdentity;
let url: string;
beforeAll(async () => {
  world = await createAgentWorld({ RATE_LIMIT_FACTOR: 1, MAX_DEVICES_PER_USER: 1000 });
  agent = await world.newAgent();
  ({ url } = world.api);
});
afterAll(() => world[Symbol.asyncDispose]());

const POLL: AgentCall = { method: 'GET', target: '/api/v1/client/poll?limit=5' };
/** Accepted, it answers 404: there is no such delivery. */
const ACK: AgentCall = {
  method: 'POST',
  target: '/api/v1/client/ack',
  body: { delivery_id: 'none', status: 'processed' },
};
const FIVE = ['@method', '@authority', '@path', '@query', 'content-digest'];
const FOUR = FIVE.slice(0, 4);

const polled = async (changes: SignatureChanges): Promise<number> =>
  (await callSigned(url, agent, POLL, changes)).status;
/** Signs one call and sends another, or other headers. */
const sendChanged = async (
  signed: AgentCall,
  changed: Partial<AgentCall>,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<AgentAnswer> => {
  const all = { ...sign(url, agent, signed), ...headers };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return send(url, { ...signed, ...changed }, Object.fromEntries(given));
};

describe('signed requests', () => {
  it('SEC-3: with and without a body, a query, and the digest of no body', async () => {
    expect(await polled({})).toBe(200);
    expect((await callSigned(url, agent, { ...POLL, target: '/api/v1/client/poll' })).status).toBe(200);
    expect((await callSigned(url, agent, ACK)).status).toBe(404);
    const { 'content-digest': _, ...withoutDigest } = sign(url, agent, POLL, { components: FOUR });
    expect((await send(url, POLL, withoutDigest)).status).toBe(200);
  });

  it('SEC-3: components may stand in another order and with others beside them', async () => {
    expect(await polled({ components: FIVE.toReversed() })).toBe(200);
  });

  it('SEC-3: the authority may be that of PUBLIC_API_URL, as a proxy hands it on', async () => {
    const host = new URL(API_URL).host;
    const headers = { ...sign(url, agent, POLL, { authority: host }), host };
    expect((await send(url, POLL, headers)).status).toBe(200);
    const upper = { ...sign(url, agent, POLL, { authority: host }), host: `${host.toUpperCase()}:443` };
    expect((await send(url, POLL, upper)).status).toBe(200);
  });

  it('SEC-3: a proxy that names another Host is believed about the first one only if it is trusted', async () => {
    const host = new URL(API_URL).host;
    const proxied = () => ({
      ...sign(url, agent, POLL, { authority: host }),
      host: 'upstream.internal:4000',
      'x-forwarded-host': host,
    });
    expect((await send(url, POLL, proxied())).status).toBe(401);
    const behindProxy = await startLiveApi({ TRUSTED_PROXIES: ['127.0.0.1'] }, world.database);
    expect((await send(behindProxy.url, POLL, proxied())).status).toBe(200);
    await behindProxy.stop();
  });

  it.each(FIVE)('T-7, SEC-4: without %s among the covered components it is 401', async (missing) => {
    const components = FIVE.filter((name) => name !== missing);
    const { status } = await callSigned(url, agent, ACK, { components });
    expect(status).toBe(401);
  });

  it('T-7, SEC-4: each component that is changed on the way makes it 401', async () => {
    const otherBody = { delivery_id: 'none', status: 'failed', error: 'x' };
    const changed: Record<string, AgentAnswer> = {
      method: await sendChanged(ACK, { method: 'PUT' }),
      path: await sendChanged(POLL, { target: '/api/v1/client/poll/?limit=5' }),
      'path to tRPC': await sendChanged(POLL, { target: '/trpc/client.poll?limit=5' }),
      query: await sendChanged(POLL, { target: '/api/v1/client/poll?limit=6' }),
      'query added': await sendChanged(ACK, { target: '/api/v1/client/ack?x' }),
      'query dropped': await sendChanged(POLL, { target: '/api/v1/client/poll' }),
      authority: await sendChanged(POLL, {}, { host: 'evil.example' }),
      'authority to another of ours': await sendChanged(POLL, {}, { host: new URL(API_URL).host }),
      body: await sendChanged(ACK, { body: otherBody }),
      'body and digest': await sendChanged(
        ACK,
        { body: otherBody },
        { 'content-digest': contentDigest(JSON.stringify(otherBody)) },
      ),
      digest: await sendChanged(ACK, {}, { 'content-digest': contentDigest('') }),
      'digest dropped': await sendChanged(ACK, {}, { 'content-digest': undefined }),
    };
    const statuses = Object.entries(changed).map(([what, { status }]) => [what, status]);
    // The address of the first takes no PUT, and the second is no address: neither gets as far as to an agent's business.
    const elsewhere: Record<string, number> = { method: 405, path: 404 };
    expect(statuses).toEqual(Object.keys(changed).map((what) => [what, elsewhere[what] ?? 401]));
  });

  it('T-7, SEC-4: a body that is smuggled into a request without one makes it 401', async () => {
    const { 'content-digest': _, ...headers } = sign(
      url,
      agent,
      { method: 'POST', target: ACK.target },
      { components: FOUR },
    );
    const smuggled = await send(url, ACK, { ...headers, 'content-type': 'application/json' });
    expect(smuggled.status).toBe(401);
  });

  it('T-7, SEC-4: changed parameters, and every bit of the signature, make it 401', async () => {
    const headers = sign(url, agent, POLL);
    const input = String(headers['signature-input']);
    const changes = [
      input.replace(/created=\d+/, `created=${secondsNow() - 1}`),
      input.replace(/nonce="[^"]+"/, `nonce="${randomUUID()}"`),
      input.replace(';alg="hmac-sha256"', ''),
      input.replace('("@method" "@authority"', '("@authority" "@method"'),
      `${input};expires=${secondsNow() + 100}`,
    ];
    for (const changed of changes) {
      expect(changed).not.toBe(input);
      expect((await send(url, POLL, { ...headers, 'signature-input': changed })).status).toBe(401);
    }
    const bytes = Buffer.from(String(headers.signature).slice(6, -1), 'base64');
    for (const at of [0, 15, 31]) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      const signature = `sig1=:${flipped.toString('base64')}:`;
      expect((await send(url, POLL, { ...headers, signature })).status).toBe(401);
    }
    const short = `sig1=:${bytes.subarray(0, 16).toString('base64')}:`;
    expect((await send(url, POLL, { ...headers, signature: short })).status).toBe(401);
    expect((await send(url, POLL, headers)).status).toBe(200);
  });

  it('SEC-4: missing parameters and headers, another tag, algorithm or key are 401', async () => {
    const nonce = randomUUID();
    const keyid = `;keyid="${agent.id}"`;
    const created = `;created=${secondsNow()}`;
    const tag = ';tag="carillon-agent"';
    for (const parameters of [
      `;nonce="${nonce}"${keyid}${tag}`,
      `${created}${keyid}${tag}`,
      `${created};nonce="${nonce}"${tag}`,
      `${created};nonce="${nonce}"${keyid}`,
      `${created};nonce="${nonce}"${keyid};tag="other"`,
      `${created};nonce="${nonce}"${keyid}${tag};alg="hmac-sha512"`,
      `${created};nonce="${'n'.repeat(65)}"${keyid}${tag}`,
      `${created};nonce=""${keyid}${tag}`,
    ]) {
      expect({ parameters, status: await polled({ parameters }) }).toEqual({ parameters, status: 401 });
    }
    expect(await polled({ key: randomBytes(32) })).toBe(401);
    // The secret itself is not the key.
    expect(await polled({ key: Buffer.from(agent.secret, 'hex') })).toBe(401);
    const { signature, 'signature-input': input } = sign(url, agent, POLL);
    expect((await send(url, POLL, { signature: String(signature) })).status).toBe(401);
    expect((await send(url, POLL, { 'signature-input': String(input) })).status).toBe(401);
    expect(await polled({ parameters: `${created};nonce="${nonce}"${keyid}${tag}` })).toBe(200);
  });

  it('T-7: −301 s no, −299 yes, +299 yes, +301 no', async () => {
    const statuses = [];
    for (const offset of [-301, -299, 299, 301]) {
      // Not while a second ends, in which the offset would change on the way.
      await expect.poll(() => Date.now() % 1000, { interval: 5 }).toBeLessThan(500);
      statuses.push(await polled({ created: secondsNow() + offset }));
    }
    expect(statuses).toEqual([401, 200, 200, 401]);
  });

  it('T-7: what was accepted once is refused the second time, and on the other process', async () => {
    const headers = sign(url, agent, POLL);
    const host = new URL(url).host;
    expect((await send(url, POLL, headers)).status).toBe(200);
    expect((await send(url, POLL, headers)).status).toBe(401);
    expect((await send(world.other.url, POLL, { ...headers, host })).status).toBe(401);
  });

  it('SEC-5: whatever is wrong, the answer is the same but for its request id', async () => {
    const revoked = await world.newAgent();
    await world.asOwner('DELETE', `/devices/${revoked.id}`);
    const unknown = { id: randomUUID(), secret: agent.secret };
    const wrong = { ...agent, secret: unknown.secret.replaceAll(/./g, '0') };
    const answers = [
      await callSigned(url, revoked, POLL),
      await callSigned(url, unknown, POLL),
      await callSigned(url, wrong, POLL),
      await send(url, POLL, basic(revoked)),
      await send(url, POLL, basic(unknown)),
      await send(url, POLL, basic(wrong)),
      await send(url, POLL, { signature: 'nonsense', 'signature-input': '?' }),
      await send(url, POLL, { authorization: 'Basic nonsense' }),
    ];
    for (const { status, body } of answers) {
      expect({ status, ...body, request_id: null }).toEqual({
        ...answers[0]?.body,
        status: 401,
        request_id: null,
      });
    }
  });

  it('SEC-3: a bearer token decides where one is given, whatever else is in the headers', async () => {
    const headers = { ...sign(url, agent, POLL), authorization: `Bearer ${world.owner.accessToken}` };
    expect((await send(url, POLL, headers)).status).toBe(403);
  });
});

describe('HTTP Basic', () => {
  it('SEC-3: works without any signature', async () => {
    expect((await send(url, POLL, basic(agent))).status).toBe(200);
  });

  it('T-8: of 200 guesses at once over two processes 5 are evaluated, and signatures go on', async () => {
    const victim = await world.newAgent();
    const guesses = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const guess = { ...victim, secret: randomBytes(32).toString('hex') };
        return send(index % 2 === 0 ? url : world.other.url, POLL, basic(guess));
      }),
    );
    const count = (status: number) => guesses.filter((answer) => answer.status === status).length;
    expect([count(200), count(401)]).toEqual([0, 5]);
    expect(count(429) + count(503)).toBe(195);
    for (const { status, headers } of guesses) {
      expect(status === 401 || headers['retry-after'] !== undefined).toBe(true);
    }
    expect((await send(url, POLL, basic(victim))).status).toBe(429);
    expect((await callSigned(url, victim, POLL)).status).toBe(200);
  });
});
