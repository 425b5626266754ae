import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiInstallation, type Call, openApiInstallation } from './api-installation.ts';
import { postgresVersion } from './durable-installation.ts';
import { percentileOf } from './latencies.ts';
import type { Measurement } from './measure.ts';
import { cpuMicrosecondsOf } from './process-usage.ts';
import type { BenchOptions, Report } from './report.ts';

const DEVICES_PER_USER = 1_000;
const USERS = { quick: 1, normal: 20, large: 100 };
const CALLS_PER_SECOND = 200;
const LISTINGS = 2_000;
/** Not measured: what a process does for the first time it does slowly. */
const WARM_UP_CALLS = 1_000;
/** What a caller gets who names no limit. */
const PAGE = 50;
const AIM_P99_MS = 50;

/** P8: registering devices over HTTP, each with a push token, and listing pages of people who have a thousand. */
export async function benchRegistry({ size }: BenchOptions): Promise<Report> {
  await using installation = await openApiInstallation({ devicesPerUser: DEVICES_PER_USER });
  const tokens: string[] = [];
  while (tokens.length < USERS[size]) tokens.push(await signUp(installation, tokens.length));
  const tokenOf = (call: number): string => tokens[call % tokens.length] as string;

  const registrations = await atSteadyRate(installation, tokens.length * DEVICES_PER_USER, (call) => ({
    method: 'POST',
    path: '/devices',
    token: tokenOf(call),
    body: {
      device_id: `installation-${call}`,
      platform: 'ios',
      name: `Phone ${call}`,
      model: 'iPhone17,2',
      push_token: randomBytes(32).toString('hex'),
      environment: 'production',
    },
  }));
  const cursors = await cursorsOf(installation, tokens);
  const listings = await atSteadyRate(installation, LISTINGS, (call) => ({
    method: 'GET',
    path: `/devices?limit=${PAGE}${cursors[call % cursors.length]}`,
    token: tokenOf(Math.floor(call / (cursors.length / tokens.length))),
  }));
  const p99 = (taken: Taken): number => percentileOf(taken.milliseconds, 0.99);
  return {
    id: 'P8',
    work: `register ${tokens.length * DEVICES_PER_USER} devices over HTTP, list pages of ${PAGE} of people with ${DEVICES_PER_USER}; ${CALLS_PER_SECOND} calls a second`,
    plan: { calls: tokens.length * DEVICES_PER_USER, concurrency: 1, rounds: 1, warmUpCalls: WARM_UP_CALLS },
    measurements: [toMeasurement('registrations', registrations), toMeasurement('pages', listings)],
    ratios: [
      ratio('registering: p99, ms', p99(registrations)),
      ratio('a page of devices: p99, ms', p99(listings)),
    ],
    notes: [
      `p50: ${percentileOf(registrations.milliseconds, 0.5).toFixed(1)} ms registering, ${percentileOf(listings.milliseconds, 0.5).toFixed(1)} ms a page. Latencies count from when a call was due, so that one that had to wait for others counts its wait.`,
    ],
    versions: { postgresql: await postgresVersion(installation) },
  };
}

interface Taken {
  readonly milliseconds: readonly number[];
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

/** Calls are due at a steady rate, however long the ones before take. */
async function atSteadyRate(
  { api, call }: ApiInstallation,
  calls: number,
  callOf: (index: number) => Call,
): Promise<Taken> {
  for (let index = 0; index < WARM_UP_CALLS; index += 1) await call(callOf(index));
  const milliseconds: number[] = [];
  const running: Promise<void>[] = [];
  const cpuBefore = cpuMicrosecondsOf(api.pid as number);
  const startedMs = performance.now();
  for (let index = 0; index < calls; index += 1) {
    const dueMs = startedMs + (index * 1000) / CALLS_PER_SECOND;
    const waitMs = dueMs - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    running.push(call(callOf(index)).then(() => void milliseconds.push(performance.now() - dueMs)));
  }
  await Promise.all(running);
  const perSecond = (calls * 1000) / (performance.now() - startedMs);
  return {
    milliseconds,
    perSecond,
    cpuMicroseconds: (cpuMicrosecondsOf(api.pid as number) - cpuBefore) / calls,
  };
}

async function signUp({ call }: ApiInstallation, index: number): Promise<string> {
  const body = { email: `bench-${index}@example.com`, password: randomBytes(24).toString('base64url') };
  const answer = (await call({ method: 'POST', path: '/auth/register', body })) as { access_token: string };
  return answer.access_token;
}

/** The query of each page of each person, person by person. */
async function cursorsOf({ call }: ApiInstallation, tokens: readonly string[]): Promise<string[]> {
  const queries: string[] = [];
  for (const token of tokens) {
    let query = '';
    for (;;) {
      queries.push(query);
      const page = await call({ method: 'GET', path: `/devices?limit=${PAGE}${query}`, token });
      const { next_cursor: next } = page as { next_cursor: string | null };
      if (next === null) break;
      query = `&cursor=${encodeURIComponent(next)}`;
    }
  }
  return queries;
}

function toMeasurement(name: string, { perSecond, cpuMicroseconds }: Taken): Measurement {
  const same = (value: number) => ({ median: value, min: value, max: value });
  return { name, perSecond: same(perSecond), cpuMicroseconds: same(cpuMicroseconds) };
}

function ratio(name: string, value: number) {
  return { name, value, aim: `≤ ${AIM_P99_MS}`, met: value <= AIM_P99_MS };
}
