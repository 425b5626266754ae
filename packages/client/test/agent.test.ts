import { describe, expect, it } from 'vitest';
import { type AgentOptions, runAgent } from '../src/agent.ts';
import { messages, startScriptedServer } from './scripted-server.ts';

const SECRET = 'a1'.repeat(32);
const DEVICE = '0199a4e2-8c5f-7d31-9b62-1f0c5d3e7a48';
type Server = Awaited<ReturnType<typeof startScriptedServer>>;

/** Runs an agent that ends when it has handled the last title, or when a call is about to be tried again. */
function run(server: Server, options: Partial<AgentOptions> & { readonly last?: string }) {
  const controller = new AbortController();
  const handled: string[] = [];
  const waits: number[] = [];
  const done = runAgent({
    url: server.url,
    deviceId: DEVICE,
    secret: SECRET,
    once: false,
    signal: controller.signal,
    async handle({ title }) {
      handled.push(title);
      if (title === options.last) controller.abort();
    },
    onRetry(_, waitMs) {
      waits.push(waitMs);
      controller.abort();
    },
    ...options,
  });
  return { done, handled, waits, controller };
}

describe('runAgent', () => {
  it('SEC-8: waits at the server, hands over messages in order, and acknowledges each before the next', async () => {
    await using server = await startScriptedServer({ polls: [messages(['a', 'b']), messages(['c'])] });
    const { done, handled } = run(server, { last: 'c' });
    expect(await done).toEqual({ processed: 3, failed: 0 });
    expect(handled).toEqual(['a', 'b', 'c']);
    expect(server.calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/v1/client/poll?limit=10&wait=30',
      'POST /api/v1/client/ack',
      'POST /api/v1/client/ack',
      'GET /api/v1/client/poll?limit=10&wait=30',
      'POST /api/v1/client/ack',
    ]);
    const nonces = server.calls.map(
      ({ headers }) => /nonce="([^"]+)"/.exec(String(headers['signature-input']))?.[1],
    );
    expect(new Set(nonces).size).toBe(5);
  });

  it('SEC-9: what the handler returns is the reference; what it throws is the error, 1024 characters of it', async () => {
    await using server = await startScriptedServer({ polls: [messages(['a', 'b', 'c']), messages([])] });
    const { done } = run(server, {
      once: true,
      handle: async ({ title }): Promise<string | undefined> => {
        if (title === 'a') return ' job 7 ';
        throw new Error(title === 'b' ? 'x'.repeat(2000) : '');
      },
    });
    expect(await done).toEqual({ processed: 1, failed: 2 });
    expect(server.acks()).toEqual([
      { delivery_id: 'a', status: 'processed', reference: 'job 7' },
      { delivery_id: 'b', status: 'failed', error: 'x'.repeat(1024) },
      { delivery_id: 'c', status: 'failed', error: expect.stringMatching(/./) },
    ]);
  });

  it('SEC-5: stops for good when the server refuses its credentials, and says what to do', async () => {
    await using server = await startScriptedServer({ polls: [{ status: 401 }] });
    const { done, waits } = run(server, {});
    await expect(done).rejects.toMatchObject({ name: 'AgentRefusedError', message: /rotated.*revoked/ });
    expect(server.calls).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('SEC-4: a clock that is wrong is called that, and not a wrong secret', async () => {
    const headers = { date: new Date(Date.now() - 3_600_000).toUTCString() };
    await using server = await startScriptedServer({ polls: [{ status: 401, headers }] });
    await expect(run(server, {}).done).rejects.toThrow(/clock is 36\d\d s ahead/);
  });

  it('waits as long as a server that has too much to do asks for', async () => {
    await using server = await startScriptedServer({
      polls: [{ status: 429, headers: { 'retry-after': '7' }, body: { detail: 'Too many requests' } }],
    });
    const { done, waits } = run(server, {});
    await done;
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(7000);
  });

  it.each([
    ['an error of the server', { status: 503, body: {} }],
    ['the page of a proxy', { status: 200, body: '<html>' }],
  ])('tries again after %s', async (_, answer) => {
    await using server = await startScriptedServer({ polls: [answer, messages(['a'])] });
    const { done, handled } = run(server, { last: 'a', onRetry: () => {} });
    await done;
    expect(handled).toEqual(['a']);
  });

  it('SEC-9: a message whose acknowledgement was lost is acknowledged when it comes again, and not handled twice', async () => {
    const lost = Array.from({ length: 5 }, () => ({
      status: 400,
      body: {},
      headers: { 'retry-after': '0' },
    }));
    await using server = await startScriptedServer({
      polls: [messages(['a']), messages(['a', 'b'])],
      acks: lost,
    });
    const { done, handled } = run(server, { last: 'b', onRetry: () => {} });
    await done;
    expect(handled).toEqual(['a', 'b']);
    expect(server.acks().at(-2)).toEqual({ delivery_id: 'a', status: 'processed' });
  });

  it.each([404, 409])(
    'SEC-9: a delivery that the server knows as settled (%i) is left at that',
    async (status) => {
      await using server = await startScriptedServer({ polls: [messages(['a', 'b'])], acks: [{ status }] });
      const { done, waits } = run(server, { last: 'b' });
      await done;
      expect(server.acks()).toHaveLength(2);
      expect(waits).toEqual([]);
    },
  );

  it('SEC-8: what its lease ran out for is left to come again', async () => {
    await using server = await startScriptedServer({ polls: [messages(['late'], 0), messages(['a'])] });
    const { done, handled } = run(server, { last: 'a' });
    await done;
    expect(handled).toEqual(['a']);
  });

  it('asked once, it gives up a server that fails three times', async () => {
    await using server = await startScriptedServer({ polls: [1, 2, 3].map(() => ({ status: 503 })) });
    await expect(run(server, { once: true, onRetry: () => {} }).done).rejects.toMatchObject({ status: 503 });
    expect(server.calls).toHaveLength(3);
  });

  it('ends at once while it waits for messages', async () => {
    await using server = await startScriptedServer({ polls: [] });
    const { done, controller } = run(server, {});
    await expect.poll(() => server.polls().length).toBe(1);
    controller.abort();
    expect(await done).toEqual({ processed: 0, failed: 0 });
  });

  it('finishes and acknowledges the message that is under way, and begins no other', async () => {
    await using server = await startScriptedServer({ polls: [messages(['a', 'b'])] });
    const { promise: work, resolve: finish } = Promise.withResolvers<void>();
    const controller = new AbortController();
    const { done } = run(server, { signal: controller.signal, handle: () => work });
    await expect.poll(() => server.polls().length).toBe(1);
    controller.abort();
    finish();
    await done;
    expect(server.acks()).toEqual([{ delivery_id: 'a', status: 'processed' }]);
  });
});
