import type { DeliveryEventView, DeliveryState } from '@carillon/contracts/notifications';
import type { Channel } from '@carillon/contracts/providers';
import { isAccepted } from './delivery-state.ts';

/**
 * Why a delivery is in its state, in words for the person who asks. Codes are stable; each is declared here and nowhere
 * else. Those of providers are what `packages/push/src/providers` give as `reason`.
 */
export const REASONS = {
  // Decided before anything was sent
  ttl_ended: 'The message was no longer worth delivering: its time to live had ended.',
  sending_off: 'Sending is switched off for the whole installation.',
  channel_off: 'Sending is switched off for this kind of push.',
  user_disabled: 'The account that the device belongs to is disabled.',
  device_revoked: 'The device has been revoked.',
  category_off: 'The person does not want messages of this category.',
  device_muted: 'Notifications are muted on this device.',
  quiet_hours: 'It came in the quiet hours that were set for this device.',
  no_token: 'The device has no push token at the moment; it gets one when it registers again.',
  provider_not_configured: 'The provider is not configured.',
  missing_key: 'The key that this device’s token is encrypted with is not configured; sending waits for it.',
  undecryptable: 'The stored push token cannot be read. The device has to register again.',
  notification_cancelled: 'The notification was cancelled.',
  // Said by agents
  agent_processed: 'The agent processed it.',
  agent_failed: 'The agent could not process it.',
  // Waiting
  worker_lost: 'The worker that was sending did not report back; another one goes on.',
  released: 'The worker handed the message back before it was sent.',
  token_renewed: 'The device registered anew meanwhile; the message goes to its new registration.',
  config_refused: 'The provider refuses our credentials; sending waits until they are mended.',
  server_failing: 'The push service fails most of what it is sent; sending waits until it recovers.',
  mass_invalid: 'The provider calls so many tokens invalid that none is believed to be; sending waits.',
  retry_budget: 'The push service fails often; this repetition waits, so as not to keep it down.',
  // The end of trying
  attempts_exhausted: 'All attempts failed; no more are made.',
  unreachable: 'The device could not be reached for seven days.',
  // Answers of providers
  not_found: 'The push service no longer knows this subscription.',
  gone: 'The browser or the person ended this subscription.',
  redirected: 'The push service answered with a redirect, which is not followed.',
  server_error: 'The push service had a failure of its own.',
  client_error: 'The push service could not take the request just then.',
  throttled: 'The push service asks to send more slowly.',
  key_mismatch: 'The subscription was made for another VAPID key. The browser has to subscribe again.',
  vapid_unavailable:
    'Our VAPID key pair cannot be opened, because its encryption key is missing; the message waits.',
  vapid_refused: 'The push service does not accept our VAPID credentials.',
  too_large: 'The message is too large for the push service.',
  refused: 'The push service refused the message.',
  unregistered: 'The app was removed from the device, or its registration with the push service ended.',
  bad_device_token: 'Apple knows this push token in none of its environments.',
  device_token_expired: 'Apple says that the push token has expired.',
  topic_refused: 'The push token or our credentials do not go with the app that APNS_TOPIC names.',
  environment_refused: 'The key is not for the environment that the push token belongs to.',
  provider_token_expired: 'Apple calls our new credentials too old; the database’s clock may be wrong.',
  provider_token_updates:
    'Apple has seen too many different credentials of ours; sending waits for 20 minutes.',
  credentials_unavailable: 'Our credentials for the provider could not be read from the database in time.',
  sender_id_mismatch: 'The app on the device belongs to another Firebase project than our credentials.',
  invalid_token: 'The push token is none that the push service could have given out.',
  invalid_argument: 'The push service could not make sense of the message.',
  reserved_data_key: 'The message’s data has a member whose name the push service keeps for itself.',
  device_throttled: 'The device gets messages too often; the provider asks to send to it more slowly.',
  project_credentials:
    'Expo’s credentials for Apple or Google are missing or not valid: mend them in the Expo project.',
  pace_exceeded: 'As many messages were waiting for their turn as may be sent for some time.',
  pace_unknown: 'The rate that all workers keep together could not be read from the database.',
  receipt_ok: 'The provider handed the message on to Apple or Google.',
  receipt_unknown: 'The provider never said whether it could hand the message on.',
  third_party_auth:
    'Firebase could not sign in to Apple’s push service with the key that its project was given.',
  permission_denied:
    'Our credentials may not send for this project, or its messaging interface is turned off.',
  failed_precondition: 'The project is not in a state in which messages can be sent.',
  project_not_found: 'The push service does not know the project that our settings name.',
  project_unknown: 'Our credentials do not say which project they are for, and no setting does.',
  not_implemented: 'The address that our settings name does not offer this push service.',
  server_timeout: 'The push service did not get an answer from itself in time.',
  token_unavailable: 'No access token could be got from the provider at the moment.',
  credentials_refused: 'The provider does not accept our credentials.',
  invalid_keys: 'The subscription’s keys are not valid.',
  internal_error: 'A failure of our own while sending; it is in the worker’s log.',
  // Networks
  timeout: 'The push service did not answer in time.',
  connect_timeout: 'The push service could not be reached in time.',
  connection_refused: 'The push service refused the connection.',
  connection_reset: 'The connection to the push service broke.',
  address_refused: 'The push service’s address is not a public one.',
  dns_failed: 'The push service’s name could not be resolved.',
  tls_failed: 'No secure connection to the push service could be made.',
  no_http2: 'The push service does not speak HTTP/2.',
  stream_refused: 'The push service turned the request away before it read it.',
  ping_timeout: 'The connection to the push service had died without a word.',
  network_error: 'The network failed.',
  bad_answer: 'The push service’s answer could not be understood.',
  closed: 'The worker was shutting down.',
  busy: 'Too many messages were waiting for this push service.',
  endpoint_not_a_url: 'The subscription’s endpoint is not an address.',
  endpoint_too_long: 'The subscription’s endpoint is too long.',
  endpoint_not_https: 'The subscription’s endpoint is not https.',
  endpoint_has_credentials: 'The subscription’s endpoint holds a user name or password.',
  endpoint_has_port: 'The subscription’s endpoint is not at port 443.',
  endpoint_special_address: 'The subscription’s endpoint is not a public address.',
  endpoint_host_not_allowed: 'The subscription’s push service is not one that this server allows.',
} as const satisfies Record<string, string>;

/** Codes that our own decisions give; providers' codes are strings. */
export type OwnReason =
  | 'ttl_ended'
  | 'sending_off'
  | 'channel_off'
  | 'user_disabled'
  | 'device_revoked'
  | 'category_off'
  | 'device_muted'
  | 'quiet_hours'
  | 'no_token'
  | 'provider_not_configured'
  | 'missing_key'
  | 'undecryptable'
  | 'notification_cancelled'
  | 'agent_processed'
  | 'agent_failed'
  | 'worker_lost'
  | 'released'
  | 'token_renewed'
  | 'config_refused'
  | 'server_failing'
  | 'mass_invalid'
  | 'retry_budget'
  | 'attempts_exhausted'
  | 'unreachable';

const KINDS: Readonly<Record<DeliveryEventView['kind'], string>> = {
  queued: 'Queued for this device.',
  attempt: 'Handed to the provider.',
  accepted: 'The provider took the message.',
  retry: 'Will be tried again.',
  failed: 'Failed.',
  expired: 'Expired.',
  suppressed: 'Not sent.',
  cancelled: 'Cancelled.',
  received: 'The device received it.',
  displayed: 'The device showed it.',
  clicked: 'It was clicked.',
  token_retired: 'The push token is not used any more.',
  receipt: 'The provider reported back.',
};

/** What a delivery's state means to the person who asks. */
const STATES: Readonly<Record<DeliveryState, string>> = {
  pending: 'It waits to be sent.',
  sending: 'It is being sent.',
  accepted: 'The provider took it; the device has not reported it.',
  failed: 'It could not be delivered.',
  expired: 'It was not delivered in time.',
  suppressed: 'It was not sent.',
  cancelled: 'It was not sent.',
  received: 'The device received it.',
  displayed: 'The device showed it.',
  clicked: 'It was clicked.',
};

/** Of a channel without a provider: what would name one says instead where the message is. */
const INBOX: Readonly<{
  states: Partial<Record<DeliveryState, string>>;
  kinds: Partial<Record<DeliveryEventView['kind'], string>>;
}> = {
  states: {
    accepted: 'It waits until the agent fetches and acknowledges it.',
    received: 'The agent acknowledged it.',
  },
  kinds: { accepted: 'Put into the agent’s inbox.', received: 'The agent acknowledged it.' },
};

/** What the provider reported later of a message that it has: the one reason that an accepted delivery can have. */
function isOfReceipt(state: DeliveryState, reason: string | null): reason is string {
  return state === 'accepted' && (reason === 'receipt_ok' || reason === 'receipt_unknown');
}

/** What an agent said of a message when it acknowledged it. */
function isOfAck(what: DeliveryState | DeliveryEventView['kind'], reason: string | null): boolean {
  return what === 'received' && (reason === 'agent_processed' || reason === 'agent_failed');
}

/** Why a device got a message, or not: the state in words, and its reason. */
export function deliveryInWords({
  channel,
  state,
  reason,
  errorCode,
}: {
  readonly channel: Channel;
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly errorCode: string | null;
}): string {
  const said = (channel === 'inbox' ? INBOX.states[state] : undefined) ?? STATES[state];
  if (isOfAck(state, reason)) return causeInWords(reason, errorCode).join(' ');
  // Where the provider has the message, a reason is one of an earlier attempt.
  if (isAccepted(state)) return isOfReceipt(state, reason) ? `${said} ${reasonInWords(reason)}` : said;
  return [said, ...causeInWords(reason, errorCode)].join(' ');
}

function causeInWords(reason: string | null, code: string | null): string[] {
  const parts = [];
  if (reason !== null) parts.push(reasonInWords(reason));
  if (code !== null) parts.push(reason === 'provider_not_configured' ? `Set ${code}.` : `(${code})`);
  return parts;
}

/** The sentence for a reason; a code that a newer provider gives stands for itself. */
export function reasonInWords(reason: string): string {
  return Object.hasOwn(REASONS, reason) ? REASONS[reason as keyof typeof REASONS] : `Reason: ${reason}.`;
}

/** One step of the trace as a sentence or two. `code`: the provider's own words, or the missing setting's name. */
export function eventInWords(event: {
  readonly channel: Channel;
  readonly kind: DeliveryEventView['kind'];
  readonly reason: string | null;
  readonly code: string | null;
}): string {
  const { channel, kind, reason, code } = event;
  const said = (channel === 'inbox' ? INBOX.kinds[kind] : undefined) ?? KINDS[kind];
  // An agent's acknowledgement says all that there is.
  const parts = isOfAck(kind, reason) ? [] : [said];
  return [...parts, ...causeInWords(reason, code)].join(' ');
}
