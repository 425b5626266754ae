import { createSharedParts } from '../broadcast-parts.ts';
import { type JsonTemplate, jsonTemplate } from '../json-template.ts';
import type { PayloadDraft } from '../provider.ts';
import { apnsIdOf, expirationOf } from './headers.ts';
import { type ApnsMessage, apnsMessage, type PayloadSettings } from './payload.ts';

/** Gives what {@link apnsMessage} gives. */
export type ApnsMessageWriter = (request: PayloadDraft, now: Date) => ApnsMessage;

/** One notification's messages: the body, or what is around the receipt in which alone bodies differ. */
interface Shared {
  readonly headers: ApnsMessage['headers'];
  readonly body: Buffer;
  readonly template: JsonTemplate<'receipt'> | null;
}

/** A broadcast sends the same to thousands of devices: the library makes its notification once. */
export function createApnsMessageWriter(settings: PayloadSettings): ApnsMessageWriter {
  const sharedOf = createSharedParts<PayloadDraft, Shared>((draft) => {
    const built = (receipt: string | null): ApnsMessage =>
      apnsMessage({ ...draft, receipt }, settings, NO_TIME);
    const { headers, body } = built(draft.receipt);
    if (draft.receipt === null) return { headers, body, template: null };
    const template = jsonTemplate(['receipt'], ({ receipt }) => built(receipt).body.toString('utf8'));
    return { headers, body, template };
  });

  return (request, now) => {
    const { headers, body, template } = sharedOf(request);
    const { receipt } = request;
    return {
      headers: {
        ...headers,
        'apns-id': apnsIdOf(request),
        'apns-expiration': String(expirationOf(request, now)),
      },
      body: template === null || receipt === null ? body : Buffer.from(template.fill({ receipt }), 'utf8'),
    };
  };
}

/** What is shared is of no time. */
const NO_TIME = new Date(0);
