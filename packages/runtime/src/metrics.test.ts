import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { type CounterSample, type CounterStore, canonicalLabels, createMetricsBuffer } from './metrics.ts';
import { createMetricsExposition, type GaugeSample } from './metrics-exposition.ts';
import { startMetricsFlusher } from './metrics-flusher.ts';

class MemoryStore implements CounterStore {
  readonly totals = new Map<string, CounterSample>();
  isAway = false;

  async add(deltas: readonly CounterSample[]): Promise<void> {
    if (this.isAway) throw new Error('the database is away');
    for (const { name, labels, value } of deltas) {
      const key = `${name}${labels}`;
      this.totals.set(key, { name, labels, value: (this.totals.get(key)?.value ?? 0) + value });
    }
  }

  async readAll(): Promise<readonly CounterSample[]> {
    if (this.isAway) throw new Error('the database is away');
    return [...this.totals.values()];
  }
}

function setUp(gauges: readonly GaugeSample[]) {
  const lines: string[] = [];
  const log = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  });
  const store = new MemoryStore();
  const process = () => {
    const buffer = createMetricsBuffer();
    return { buffer, flusher: startMetricsFlusher({ buffer, store, intervalMs: 60_000, log }) };
  };
  return {
    store,
    lines,
    process,
    exposition: createMetricsExposition({ store, readGauges: async () => gauges, log }),
  };
}

describe('metrics', () => {
  it('OBS-1: what several processes counted is one total at the scrape', async () => {
    const { process, exposition } = setUp([]);
    const [api, worker] = [process(), process()];
    api.buffer.count('devices_registered_total', { platform: 'web' });
    worker.buffer.count('devices_registered_total', { platform: 'web' });
    worker.buffer.count('push_notifications_sent_total', { provider: 'webpush', status: 'accepted' });
    await Promise.all([api.flusher.close(), worker.flusher.close()]);

    const text = await exposition.render();
    expect(text).toContain('devices_registered_total{platform="web"} 2');
    expect(text).toContain('push_notifications_sent_total{provider="webpush",status="accepted"} 1');
  });

  it('OBS-1: every series of the catalogue exists before anything happened, with the defaults of the process', async () => {
    const gauges: GaugeSample[] = [
      { name: 'push_subscriptions_active', labels: { provider: 'webpush' }, value: 7 },
      { name: 'queue_jobs', labels: { queue: 'chunk' }, value: 3 },
      { name: 'queue_oldest_job_age_seconds', labels: { queue: 'chunk' }, value: 1.5 },
    ];
    const text = await setUp(gauges).exposition.render();
    for (const line of [
      'push_notifications_sent_total{provider="fcm",status="throttled"} 0',
      'push_notification_duration_seconds_count{provider="apns"} 0',
      'devices_registered_total{platform="ios"} 0',
      'devices_revoked_total{platform="agent"} 0',
      'push_subscriptions_active{provider="webpush"} 7',
      'push_subscriptions_active{provider="apns"} 0',
      'queue_jobs{queue="chunk"} 3',
      'queue_oldest_job_age_seconds{queue="chunk"} 1.5',
      'database_up 1',
      '# TYPE process_cpu_user_seconds_total counter',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('OBS-1: durations fall into cumulative buckets, with sum and count', async () => {
    const { process, exposition } = setUp([]);
    const { buffer, flusher } = process();
    for (const seconds of [0.05, 0.06, 30]) {
      buffer.observe('push_notification_duration_seconds', { provider: 'webpush' }, seconds);
    }
    await flusher.close();
    const text = await exposition.render();
    const series = (le: string) => `push_notification_duration_seconds_bucket{provider="webpush",le="${le}"}`;
    expect(text).toContain(`${series('0.025')} 0`);
    expect(text).toContain(`${series('0.05')} 1`);
    expect(text).toContain(`${series('10')} 2`);
    expect(text).toContain(`${series('+Inf')} 3`);
    expect(text).toContain('push_notification_duration_seconds_sum{provider="webpush"} 30.11');
    expect(text).toContain('push_notification_duration_seconds_count{provider="webpush"} 3');
  });

  it('F-3: counts are kept while the database is away, told of once, and stored when it is back', async () => {
    const { store, lines, process, exposition } = setUp([]);
    const { buffer, flusher } = process();
    store.isAway = true;
    buffer.count('devices_revoked_total', { platform: 'web' });
    await flusher.flush();
    buffer.count('devices_revoked_total', { platform: 'web' });
    await flusher.flush();
    expect(lines.filter((line) => line.includes('metrics cannot be stored'))).toHaveLength(1);

    store.isAway = false;
    await flusher.close();
    expect(await exposition.render()).toContain('devices_revoked_total{platform="web"} 2');
  });

  it('F-3: a scrape without a database says so, gives the process defaults, and shows no counter as 0', async () => {
    const { store, exposition } = setUp([]);
    store.isAway = true;
    const text = await exposition.render();
    expect(text).toContain('database_up 0');
    expect(text).toContain('process_cpu_user_seconds_total');
    expect(text).not.toContain('devices_registered_total');
  });

  it('equal labels are one series, in whatever order they were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (labels) => {
        const reversed = Object.fromEntries(Object.entries(labels).reverse());
        expect(canonicalLabels(reversed)).toBe(canonicalLabels(labels));
        expect(JSON.parse(canonicalLabels(labels))).toEqual({ ...labels });
      }),
    );
  });
});
