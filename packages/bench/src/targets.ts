import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { ProviderName } from '@carillon/contracts/providers';
import type { TokenMaterial } from '@carillon/push/vault/sealed-token';
import { uuidv7 } from '@carillon/runtime/ids';
import { makeServiceAccount } from '@carillon/simulators/fcm/service-account';
import type { SinkAddress } from './tls-sink.ts';

/** A kind of devices at the sink, and what a worker is told so that it reaches them. */
export interface DurableTarget {
  readonly provider: ProviderName;
  readonly environment: Readonly<Record<string, string>>;
  /** The token of a device. */
  material(index: number): TokenMaterial;
}

export const FIREBASE_PROJECT = 'bench';
export const APNS = { keyId: 'KEYBENCH01', teamId: 'TEAMBENCH1', topic: 'com.example.bench' } as const;

/** Browsers' keys are made for so many, and used again: making a million would take longer than the benchmark. */
const DISTINCT_BROWSERS = 500;
const FCM_TOKEN_BYTES = 120;
const APNS_TOKEN_BYTES = 32;

export interface Browser {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Gives browsers at the sink, each with an endpoint of its own. */
export function browsersAt({ origin }: SinkAddress): (index: number) => Browser {
  const keys = Array.from({ length: DISTINCT_BROWSERS }, () => ({
    p256dh: createECDH('prime256v1').generateKeys('base64url'),
    auth: randomBytes(16).toString('base64url'),
  }));
  return (index) => {
    const chosen = keys[index % keys.length];
    if (chosen === undefined) throw new Error('There are no keys');
    return { endpoint: `${origin}/${uuidv7()}`, ...chosen };
  };
}

export function webPushTarget(sink: SinkAddress): DurableTarget {
  const browserOf = browsersAt(sink);
  return {
    provider: 'webpush',
    environment: { WEBPUSH_TEST_ORIGINS: sink.origin },
    material: (index) => ({ provider: 'webpush', ...browserOf(index) }),
  };
}

/** The text of a service account's file whose token endpoint is the sink. */
export async function serviceAccountJson(sink: SinkAddress): Promise<string> {
  return JSON.stringify((await makeServiceAccount(FIREBASE_PROJECT, `${sink.origin}/token`)).file);
}

export async function fcmTarget(sink: SinkAddress): Promise<DurableTarget> {
  const environment = { FCM_SERVICE_ACCOUNT: await serviceAccountJson(sink), FCM_BASE_URL: sink.origin };
  return { provider: 'fcm', environment, material: () => ({ provider: 'fcm', token: anFcmToken() }) };
}

export function apnsTarget(sink: SinkAddress): DurableTarget {
  return {
    provider: 'apns',
    environment: {
      APNS_KEY: anApnsKey(),
      APNS_KEY_ID: APNS.keyId,
      APNS_TEAM_ID: APNS.teamId,
      APNS_TOPIC: APNS.topic,
      APNS_PRODUCTION_URL: sink.origin,
      APNS_DEVELOPMENT_URL: sink.origin,
    },
    material: () => ({ provider: 'apns', token: anApnsToken() }),
  };
}

export function anFcmToken(): string {
  return randomBytes(FCM_TOKEN_BYTES).toString('base64url');
}

export function anApnsToken(): string {
  return randomBytes(APNS_TOKEN_BYTES).toString('hex');
}

/** The PEM of a .p8 file. */
export function anApnsKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}
