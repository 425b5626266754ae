import { LIMITS } from '@carillon/contracts/limits';
import type { Message } from '@carillon/contracts/notifications';
import type { PayloadDraft } from '../provider.ts';
import { type PayloadSettings, serializePayload, webPushPayload } from './payload.ts';

/** Gives the bytes of `serializePayload(webPushPayload(request, settings))`. */
export type PayloadWriter = (request: PayloadDraft) => Buffer;

/** The text of one notification's messages, up to and after the receipt in which alone they differ. */
interface Template {
  readonly notificationId: string;
  readonly collapseKey: string | null;
  readonly before: string;
}

/** The receipt is the last member of `data`, and `data` of the payload. */
const AFTER_RECEIPT = '}}';
const STAND_IN = JSON.stringify('receipt');
const ENDING = `"receipt":${STAND_IN}${AFTER_RECEIPT}`;

/**
 * A broadcast sends the same object to thousands of devices, with a receipt of its own to each: the JSON around the
 * receipt is made once for it, which saves two addresses to parse and a tree to build and to walk for each device.
 */
export function createPayloadWriter(settings: PayloadSettings): PayloadWriter {
  const templates = new WeakMap<Message, Template>();

  function templateOf(request: PayloadDraft): Template | null {
    const known = templates.get(request.message);
    if (known?.notificationId === request.notificationId && known.collapseKey === request.collapseKey)
      return known;
    const { notificationId, collapseKey } = request;
    const text = JSON.stringify(webPushPayload({ ...request, receipt: 'receipt' }, settings));
    // A caller's own `receipt` in `data` keeps the place that it has there.
    if (!text.endsWith(ENDING)) return null;
    const before = text.slice(0, -(STAND_IN.length + AFTER_RECEIPT.length));
    const template = { notificationId, collapseKey, before };
    templates.set(request.message, template);
    return template;
  }

  return (request) => {
    const template = request.receipt === null ? null : templateOf(request);
    if (template !== null) {
      const text = `${template.before}${JSON.stringify(request.receipt)}${AFTER_RECEIPT}`;
      const bytes = Buffer.from(text, 'utf8');
      if (bytes.length <= LIMITS.webPushPlaintextBytes) return bytes;
    }
    return serializePayload(webPushPayload(request, settings));
  };
}
