import { randomUUID } from 'node:crypto';
import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import type { SendRequest } from '@carillon/push/providers/provider';
import {
  type ConformanceSubject,
  type DocumentedAnswer,
  describeProviderConformance,
} from '@carillon/testing/provider-conformance';
import { createScriptedProvider, type ScriptedAnswer } from '@carillon/testing/scripted-provider';
import { expect } from 'vitest';

const facts = { reason: 'scripted', providerCode: '400' };

/** What this provider is told to answer is its outcome, so that its table is the table of outcomes. */
const ANSWERS: readonly DocumentedAnswer<Outcome>[] = (
  [
    { class: 'token_invalid', ...facts, invalidSince: null },
    { class: 'payload', ...facts },
    { class: 'config', ...facts },
    { class: 'throttled', ...facts, scope: 'origin', retryAfterSeconds: 60 },
    { class: 'transient', ...facts, retryAfterSeconds: null },
  ] as const
).map((answer) => ({ title: answer.class, answer, expected: answer }));

describeProviderConformance<'webpush', Outcome>({
  name: 'webpush',
  answers: ANSWERS,
  start: async (): Promise<ConformanceSubject<'webpush', Outcome>> => {
    const provider = createScriptedProvider('webpush');
    return {
      provider,
      request: newRequest,
      play: (behaviour) => {
        const scripted: ScriptedAnswer =
          behaviour.kind === 'answer'
            ? behaviour.answer
            : behaviour.kind === 'healthy'
              ? 'accept'
              : behaviour.kind;
        provider.script(() => scripted);
      },
      received: (requests) => expect.poll(() => provider.hits.length).toBeGreaterThanOrEqual(requests),
      hits: () => provider.hits.length,
      stopSimulator: async () => provider.script(() => 'unreachable'),
      secretsOf: ({ target }) => [target.endpoint, target.p256dh, target.auth],
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

function newRequest(): SendRequest<'webpush'> {
  const secret = randomUUID();
  return {
    notificationId: randomUUID() as NotificationId,
    deviceId: randomUUID() as DeviceId,
    target: {
      provider: 'webpush',
      endpoint: `https://push.example/${secret}`,
      p256dh: `p-${secret}`,
      auth: `a-${secret}`,
    },
    message: { title: 'Hello' },
    priority: 'normal',
    ttlSeconds: 60,
    collapseKey: null,
    receipt: null,
  };
}
