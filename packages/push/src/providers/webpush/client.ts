import { createEndpointPolicy, type EndpointPolicy } from '../../devices/endpoint-policy.ts';
import { type AddressResolver, createGuardedLookup } from '../../devices/endpoint-policy-lookup.ts';
import type { Outcome, ThrottleScope } from '../../dispatch/outcome.ts';
import type { Provider, SendRequest } from '../provider.ts';
import type { HttpTransport } from '../transport/http-post.ts';
import { createMessageEncrypter, type MessageEncrypter } from './encryption.ts';
import { createSystemEntropy } from './entropy.ts';
import { outcomeOfAnswer, outcomeOfFailure } from './errors.ts';
import { webPushHeaders } from './headers.ts';
import { createPayloadWriter, type PayloadWriter } from './payload-writer.ts';
import type { WebPushSettings } from './settings.ts';
import { createWebPushTransport } from './transport.ts';
import { createVapidSigner, type VapidSigner } from './vapid.ts';

export interface WebPushDependencies {
  readonly now: () => Date;
  /** Names of push services become addresses by this, then are guarded (`createDnsResolver` in production). */
  readonly resolve: AddressResolver;
}

/**
 * Sends web push messages (RFC 8030, 8291, 8292) over persistent connections.
 *
 * @throws {Error} if the VAPID keys are no pair or a host or origin in the settings is not understood
 */
export function createWebPushProvider(
  settings: WebPushSettings,
  dependencies: WebPushDependencies,
): Provider<'webpush'> {
  const policy = createEndpointPolicy(settings);
  const { now } = dependencies;
  const sender = new WebPushSender({
    policy,
    writePayload: createPayloadWriter(settings),
    now,
    encrypter: createMessageEncrypter(createSystemEntropy()),
    vapid: createVapidSigner({
      keys: settings.vapid,
      subject: settings.subject,
      now,
      maxOrigins: settings.maxOrigins,
    }),
    transport: createWebPushTransport(
      { ...settings, testOrigins: policy.testOrigins },
      createGuardedLookup(dependencies.resolve),
    ),
  });
  return {
    name: 'webpush',
    send: (request, deadlineMs) => sender.send(request, deadlineMs),
    scopeKey,
    close: () => sender.close(),
  };
}

interface SenderParts {
  readonly policy: EndpointPolicy;
  readonly writePayload: PayloadWriter;
  readonly encrypter: MessageEncrypter;
  readonly vapid: VapidSigner;
  readonly transport: HttpTransport;
  readonly now: () => Date;
}

class WebPushSender {
  readonly #parts: SenderParts;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  async send(request: SendRequest<'webpush'>, deadlineMs: number): Promise<Outcome> {
    const { policy, writePayload, encrypter, vapid, transport, now } = this.#parts;
    const startedMs = performance.now();
    // Checked again at each send: the allow-list may have changed since the subscription was saved.
    const verdict = policy.check(request.target.endpoint);
    if (!verdict.allowed)
      return { class: 'payload', reason: `endpoint_${verdict.reason}`, providerCode: null };

    const { p256dh, auth } = request.target;
    const plaintext = writePayload(request);
    const encrypted = encrypter.encrypt({ plaintext, p256dh, auth });
    if (!encrypted.ok) return { class: 'payload', reason: encrypted.reason, providerCode: null };

    const result = await transport.post({
      origin: verdict.origin,
      path: verdict.path,
      headers: webPushHeaders(request, vapid.authorizationFor(verdict.origin)),
      body: encrypted.body,
      deadlineMs: Math.max(deadlineMs - (performance.now() - startedMs), 0),
    });
    if (result.kind === 'failure') return outcomeOfFailure(result);
    const outcome = outcomeOfAnswer(result, verdict.hostname, now());
    if (outcome.class === 'config' && outcome.reason === 'vapid_refused') vapid.forget(verdict.origin);
    return outcome;
  }

  close(): Promise<void> {
    return this.#parts.transport.close();
  }
}

function scopeKey(request: SendRequest<'webpush'>, scope: ThrottleScope): string {
  if (scope === 'device') return `webpush:device:${request.deviceId}`;
  if (scope === 'origin') return `webpush:origin:${URL.parse(request.target.endpoint)?.origin ?? 'none'}`;
  // One VAPID key is one application server, so that `app` and `provider` are the same here.
  return `webpush:${scope}`;
}
