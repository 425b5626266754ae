import type { Message } from '@carillon/contracts/notifications';

/** A message for one device or many. `soundOff`: they show it without any sound; each provider says so in its own way. */
export type OutgoingMessage = Message & { readonly soundOff?: true };

/**
 * The same message for those who want to hear nothing. Make it once for all of them: providers recognise a broadcast by its
 * message being one object.
 */
export function withoutSound(message: OutgoingMessage): OutgoingMessage {
  const { sound: _, ...rest } = message;
  return { ...rest, soundOff: true };
}
