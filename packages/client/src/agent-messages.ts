import type { Outputs } from './wire.ts';

/** A message as an agent gets it. It comes again after `leasedUntil` unless it was acknowledged. */
export type AgentMessage = Outputs['client']['poll']['messages'][number];
export type Polled = Outputs['client']['poll'];

/**
 * Reads the answer to a poll: REST's snake_case as this package writes it. What a sender put into `data` stays as it is.
 *
 * @throws {TypeError} for anything else, such as a proxy's page
 */
export function readPolled(text: string): Polled {
  const answer = camelCased(parseJson(text));
  if (!isPolled(answer)) throw new TypeError('The server answered something else than messages');
  return answer;
}

/** Only what the agent itself relies on; servers may say more, and less of the rest. */
function isPolled(answer: unknown): answer is Polled {
  if (typeof answer !== 'object' || answer === null) return false;
  const { messages, polledAt, nextPollSeconds } = answer as Partial<Record<keyof Polled, unknown>>;
  const isTimed = typeof polledAt === 'string' && typeof nextPollSeconds === 'number';
  return isTimed && Array.isArray(messages) && messages.every(isMessage);
}

function isMessage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { deliveryId, leasedUntil } = value as Partial<Record<keyof AgentMessage, unknown>>;
  return typeof deliveryId === 'string' && typeof leasedUntil === 'string';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      key === 'data' ? [key, member] : [camelCase(key), camelCased(member)],
    ),
  );
}

function camelCase(key: string): string {
  return key.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
