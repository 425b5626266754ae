import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { startControlServer } from '../control-server.ts';
import { FaultEngine } from '../fault-engine.ts';
import { layFoundations } from '../foundations.ts';
import { HitLedger } from '../hit-ledger.ts';
import { Http2Sessions } from '../http2-sessions.ts';
import { ReceivedMessages } from '../received-messages.ts';
import { temporaryFile } from '../temporary-file.ts';
import { startTlsServer } from '../tls-server.ts';
import { ApnsService, type ApnsServiceOptions } from './apns-service.ts';
import { apnsControlRoutes } from './control-routes.ts';
import { type ApnsEnvironment, DeviceTokens } from './device-tokens.ts';
import { ProviderTokens } from './provider-tokens.ts';
import type { ApnsSimulator, ApnsSimulatorOptions, ReceivedNotification } from './simulator-interface.ts';

const KEY_ID = 'SIMULATOR1';
const TEAM_ID = 'CARILLON01';
const TOPIC = 'com.example.carillon';
/** What Apple's servers name today. */
const MAX_STREAMS = 1000;
/** Restarts of a sender in development are not what APNs refuses. */
const MAX_TOKEN_UPDATES = 10;
const MAX_RECEIVED_BYTES = 256 * 1024 * 1024;

/** Starts both hosts of APNs on loopback, and a control port for people and tests. */
export async function startApnsSimulator(options: ApnsSimulatorOptions): Promise<ApnsSimulator> {
  const topic = options.topic ?? TOPIC;
  await using resources = new AsyncDisposableStack();
  const { tls, caFile, now, onError } = await layFoundations(options, resources);
  const { keyFile, keyPem } = await writeKey(options, resources);

  const devices = new DeviceTokens();
  const faults = new FaultEngine(now);
  const hits = new HitLedger();
  const keyId = options.keyId ?? KEY_ID;
  const teamId = options.teamId ?? TEAM_ID;
  const providerTokens = new ProviderTokens({
    publicKey: createPublicKey(keyPem),
    keyId,
    teamId,
    now,
    maxUpdates: options.maxTokenUpdates ?? MAX_TOKEN_UPDATES,
  });
  const received = new ReceivedMessages<ReceivedNotification>({
    maxBytes: MAX_RECEIVED_BYTES,
    targetOf: ({ token }) => token,
    bytesOf: ({ payload }) => JSON.stringify(payload).length,
  });
  const maxStreams = options.maxStreams ?? MAX_STREAMS;
  const host = async (environment: ApnsEnvironment, port: number) => {
    const sessions = new Http2Sessions({
      initialStreams: options.initialStreams ?? maxStreams,
      maxStreams,
      goAwayAfterStreams: options.goAwayAfterStreams ?? null,
    });
    const service = new ApnsService({
      environment,
      topics: new Set([topic]),
      devices,
      providerTokens,
      keyEnvironment: options.keyEnvironment ?? null,
      sessions,
      faults,
      hits,
      receive: (notification) => received.add(notification),
      now,
    } satisfies ApnsServiceOptions);
    const handle = service.handle.bind(service);
    const server = resources.use(await startTlsServer({ port, tls, sessions, handle, onError }));
    return { sessions, url: `https://127.0.0.1:${server.port}` };
  };
  const hosts = {
    production: await host('production', options.productionPort ?? 0),
    development: await host('development', options.developmentPort ?? 0),
  };
  const routes = apnsControlRoutes(() => simulator);
  const control = resources.use(
    await startControlServer({ port: options.controlPort ?? 0, routes, onError }),
  );

  const owned = resources.move();
  const simulator: ApnsSimulator = {
    settings: {
      environment: {
        APNS_KEY: keyFile,
        APNS_KEY_ID: keyId,
        APNS_TEAM_ID: teamId,
        APNS_TOPIC: topic,
        APNS_PRODUCTION_URL: hosts.production.url,
        APNS_DEVELOPMENT_URL: hosts.development.url,
        NODE_EXTRA_CA_CERTS: caFile,
      },
      controlUrl: `http://127.0.0.1:${control.port}`,
    },
    caPem: tls.caPem,
    keyPem,
    putScript: (script) => faults.put(script),
    script: () => faults.current(),
    hits: () => hits.report(),
    recentHits: () => hits.recent(),
    clearHits: () => hits.clear(),
    mint: (environment) => devices.mint(environment, topic).token,
    unregister(token, { reason = 'Unregistered', atMs = now() }) {
      const device = devices.get(token);
      if (device === undefined) return false;
      device.dead = { reason, atMs };
      return true;
    },
    notifications: (token) => received.of(token.toLowerCase()),
    providerTokens: () => providerTokens.accepted,
    sessions: (environment) => hosts[environment].sessions.report(),
    goAway: () => hosts.production.sessions.goAwayAll() + hosts.development.sessions.goAwayAll(),
    setGoAwayAfterStreams(streams) {
      for (const { sessions } of Object.values(hosts)) sessions.setGoAwayAfterStreams(streams);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return simulator;
}

async function writeKey(
  options: Pick<ApnsSimulatorOptions, 'keyFile' | 'keyPem'>,
  resources: AsyncDisposableStack,
): Promise<{ keyFile: string; keyPem: string }> {
  const keyFile = options.keyFile ?? (await temporaryFile(resources, 'apns-key.p8'));
  const keyPem = options.keyPem ?? makeKey();
  await writeFile(keyFile, keyPem, { mode: 0o600 });
  return { keyFile, keyPem };
}

/** A key as Apple gives it out in a .p8 file. */
function makeKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
