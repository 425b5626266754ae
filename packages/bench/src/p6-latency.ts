import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceId } from '@carillon/contracts/ids';
import { makeThrowawayTls } from '@carillon/simulators/throwaway-tls';
import { openDurableInstallation, postgresVersion } from './durable-installation.ts';
import { percentileOf } from './latencies.ts';
import { cpuMicrosecondsOf } from './process-usage.ts';
import type { Report } from './report.ts';
import { webPushTarget } from './targets.ts';

const PLAN = { calls: 300, concurrency: 1, rounds: 1, warmUpCalls: 30 };
const DEVICES = 1_000;
/** An idle system: what one message leaves behind is over before the next. */
const PAUSE_MS = 40;
const AIM_MS = { p50: 25, p99: 100 };

/** P6: from the call that sends to the arrival of its request at the provider's socket; one device, nothing else going on. */
export async function benchLatency(): Promise<Report> {
  await using resources = new AsyncDisposableStack();
  const arrivals = await listen(resources);
  const installation = resources.use(
    await openDurableInstallation(arrivals.address, webPushTarget(arrivals.address)),
  );
  await installation.seedUpTo(DEVICES);
  const worker = await installation.startWorker();
  let cpuBefore = 0;
  const milliseconds: number[] = [];
  for (let call = 0; call < PLAN.warmUpCalls + PLAN.calls; call += 1) {
    if (call === PLAN.warmUpCalls) cpuBefore = cpuMicrosecondsOf(worker.pid as number);
    const deviceIds = [installation.devices[call % DEVICES] as DeviceId];
    const arrived = arrivals.next();
    const startedMs = performance.now();
    await installation.send({ deviceIds });
    const tookMs = (await arrived) - startedMs;
    if (call >= PLAN.warmUpCalls) milliseconds.push(tookMs);
    await sleep(PAUSE_MS);
  }
  const at = (share: number): number => percentileOf(milliseconds, share);
  const perSecond = { median: 1000 / at(0.5), min: 1000 / at(1), max: 1000 / at(0.01) };
  const cpu = (cpuMicrosecondsOf(worker.pid as number) - cpuBefore) / PLAN.calls;
  const cpuMicroseconds = { median: cpu, min: cpu, max: cpu };
  return {
    id: 'P6',
    work: 'send call to provider’s socket, one device, idle system',
    plan: PLAN,
    measurements: [{ name: 'one after the other, by latency', perSecond, cpuMicroseconds }],
    ratios: [
      { name: 'p50, ms', value: at(0.5), aim: `≤ ${AIM_MS.p50}`, met: at(0.5) <= AIM_MS.p50 },
      { name: 'p99, ms', value: at(0.99), aim: `≤ ${AIM_MS.p99}`, met: at(0.99) <= AIM_MS.p99 },
    ],
    versions: { postgresql: await postgresVersion(installation) },
  };
}

/** In this process, so that both ends of a message are measured by one clock. */
async function listen(resources: AsyncDisposableStack) {
  const { certPem, keyPem, caPem } = await makeThrowawayTls(Date.now());
  let waiting = Promise.withResolvers<number>();
  const server = createSecureServer({ cert: certPem, key: keyPem, allowHTTP1: true }, (request, response) => {
    waiting.resolve(performance.now());
    request.resume();
    request.once('end', () => response.writeHead(201).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  resources.defer(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    address: { origin: `https://127.0.0.1:${port}`, caPem },
    next: (): Promise<number> => {
      waiting = Promise.withResolvers();
      return waiting.promise;
    },
  };
}
