import { createECDH, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createMessageEncrypter } from '@carillon/push/providers/webpush/encryption';
import { createSystemEntropy } from '@carillon/push/providers/webpush/entropy';
import webpush from 'web-push';
import { type Contender, measure, type Plan, QUICK } from './measure.ts';
import type { BenchOptions, Report } from './report.ts';
import { versionOf } from './versions.ts';

const PLAN: Plan = { calls: 6_000, concurrency: 64, rounds: 3, warmUpCalls: 1_500 };
const MESSAGE_BYTES = 300;

/** P1: encrypting one message, against web-push's `encrypt` and against the part of it that no implementation can avoid. */
export async function benchEncryption({ size }: BenchOptions): Promise<Report> {
  const plan = size === 'quick' ? { ...PLAN, ...QUICK } : PLAN;
  const plaintext = Buffer.alloc(MESSAGE_BYTES, 'm');
  const p256dh = createECDH('prime256v1').generateKeys('base64url');
  const auth = randomBytes(16).toString('base64url');
  const encrypter = createMessageEncrypter(createSystemEntropy());
  const contenders: Contender[] = [
    { name: 'carillon', run: async () => encrypter.encrypt({ plaintext, p256dh, auth }) },
    {
      name: 'web-push encrypt',
      run: async () => webpush.encrypt(p256dh, auth, plaintext.toString('utf8'), 'aes128gcm'),
    },
    ceiling(),
  ];
  const measurements = await measure(contenders, plan);
  const [ours, peer, limit] = measurements.map(({ cpuMicroseconds }) => cpuMicroseconds.median);
  const speed = (peer ?? 0) / (ours ?? 1);
  const share = (limit ?? 0) / (ours ?? 1);
  return {
    id: 'P1',
    work: `encrypt one web push message of ${MESSAGE_BYTES} bytes`,
    plan,
    measurements,
    // By CPU time and not by the clock, which all other work on the machine bends.
    ratios: [
      {
        name: 'messages for one second of CPU, ours : web-push',
        value: speed,
        aim: '≥ 1.3',
        met: speed >= 1.3,
      },
      { name: 'share of the ceiling', value: share, aim: '≥ 0.55', met: share >= 0.55 },
    ],
    versions: { 'web-push': versionOf('web-push') },
  };
}

/** What RFC 8291 asks of OpenSSL for each message, and nothing around it: a key pair and one agreement. */
function ceiling(): Contender {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    name: 'key generation and ECDH alone',
    run: async () => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return diffieHellman({ privateKey, publicKey });
    },
  };
}
