import { describe, expect, it } from 'vitest';
import { describeBacklog } from '../src/http/backlog.ts';
import type { ReadinessChecks } from '../src/http/health.ts';
import { sampleRouter } from './sample-router.ts';
import { startTestServer } from './test-server.ts';

async function ask(readiness: ReadinessChecks, address: string) {
  const server = await startTestServer({ router: sampleRouter, readiness });
  const response = await fetch(`http://127.0.0.1:${server.port}${address}`);
  const body = await response.text();
  await server.close();
  return { status: response.status, headers: response.headers, body };
}

const works = async () => null;
const fails = () => Promise.reject(new Error('canary'));

describe('health', () => {
  it('/healthz answers while the process lives, whatever else is away', async () => {
    expect(await ask({ database: fails }, '/healthz')).toMatchObject({
      status: 200,
      body: '{"status":"ok"}',
    });
  });

  it('/readyz answers 200 when everything that the process needs answers', async () => {
    const answer = await ask({ database: works, queue: works }, '/readyz');
    expect(JSON.parse(answer.body)).toEqual({ status: 'ready', checks: { database: 'ok', queue: 'ok' } });
  });

  it('F-3: /readyz answers 503 and names what does not answer, and why is nobody else’s business', async () => {
    const answer = await ask({ database: works, queue: fails }, '/readyz');
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'unavailable',
      errors: [{ path: 'queue', message: 'does not answer' }],
    });
    expect(answer.body).not.toContain('canary');
    expect(answer.headers.get('retry-after')).not.toBeNull();
  });

  it('OBS-1: /readyz tells how old the oldest work is, and is no less ready for it', async () => {
    const queues = [
      { queue: 'notifications.chunk', jobs: 3, oldestAgeSeconds: 12.3 },
      { queue: 'notifications.prompt', jobs: 1, oldestAgeSeconds: 0 },
    ];
    const answer = await ask(
      { database: works, queue: async () => describeBacklog(queues, 75.2) },
      '/readyz',
    );
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({
      status: 'ready',
      checks: { database: 'ok', queue: 'ok' },
      queue: {
        jobs: 4,
        oldest_job_age_seconds: 12,
        oldest_due_delivery_age_seconds: 75,
        behind_after_seconds: 60,
        is_behind: true,
      },
    });
    expect(describeBacklog(queues, 0)).toMatchObject({ is_behind: false });
  });

  it('OBS-1: /metrics is what Prometheus reads', async () => {
    const answer = await ask({}, '/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(answer.body).toContain('# TYPE push_notifications_sent_total counter');
  });
});
