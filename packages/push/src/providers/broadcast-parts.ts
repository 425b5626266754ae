import type { Message } from '@carillon/contracts/notifications';
import type { PayloadDraft } from './provider.ts';

/** What the messages of one notification have in common, beside the message itself. */
type Facts = Pick<PayloadDraft, 'notificationId' | 'priority' | 'collapseKey'> & {
  readonly hasReceipt: boolean;
};

/**
 * Keeps what `make` made for a notification, as long as its `message` is the same object, which it is for all devices of
 * a chunk. Nothing that is made may depend on the device, its receipt beyond there being one, or the time that is left.
 */
export function createSharedParts<Draft extends PayloadDraft, Parts>(
  make: (draft: Draft) => Parts,
): (draft: Draft) => Parts {
  const known = new WeakMap<Message, { readonly facts: Facts; readonly parts: Parts }>();
  return (draft) => {
    const found = known.get(draft.message);
    if (found !== undefined && isOf(found.facts, draft)) return found.parts;
    const { notificationId, priority, collapseKey, receipt } = draft;
    const parts = make(draft);
    known.set(draft.message, {
      facts: { notificationId, priority, collapseKey, hasReceipt: receipt !== null },
      parts,
    });
    return parts;
  };
}

function isOf(facts: Facts, draft: PayloadDraft): boolean {
  return (
    facts.notificationId === draft.notificationId &&
    facts.priority === draft.priority &&
    facts.collapseKey === draft.collapseKey &&
    facts.hasReceipt === (draft.receipt !== null)
  );
}
