import { randomUUID } from 'node:crypto';
import { answerByScript, type TakenAnswer } from '../answer-by-script.ts';
import { ClientGoneError, type Exchange } from '../exchange.ts';
import type { FaultEngine } from '../fault-engine.ts';
import type { HitLedger } from '../hit-ledger.ts';
import type { ReceivedMessages } from '../received-messages.ts';
import { errorAnswer, errorInfoDetail, fcmDetail, type GoogleError, jsonAnswer } from './google-errors.ts';
import { type ReadRequest, readSendRequest, sizeError, targetOf } from './message-rules.ts';
import type { FcmRegistration, Registrations } from './registrations.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

export const SEND_PATH = /^\/v1\/projects\/(?<project>[^/]+)\/messages:send$/;
const MAX_BODY_BYTES = 64 * 1024;

/** A message that was taken. As text, which takes a fraction of the memory: simulators keep a hundred thousand. */
export type StoredMessage = { id: string; receivedAtMs: number; target: string; json: string };

export type SendServiceOptions = {
  projectId: string;
  tokens: TokenEndpoint;
  registrations: Registrations;
  received: ReceivedMessages<StoredMessage>;
  faults: FaultEngine;
  hits: HitLedger;
  /** Milliseconds since the epoch. */
  now: () => number;
};

/** `messages:send` of FCM HTTP v1. */
export class SendService {
  readonly #options: SendServiceOptions;

  constructor(options: SendServiceOptions) {
    this.#options = options;
  }

  /** Answers one request, by the fault script or as FCM does, and records the hit. */
  async handle(exchange: Exchange): Promise<void> {
    // Who it is for stands in the body, so that it is read whatever the script says.
    const request = await this.#read(exchange);
    const target = request.ok ? targetOf(request.message) : request.target;
    await answerByScript({
      ...this.#options,
      exchange,
      subject: { target, aliases: [], path: exchange.path },
      maxBodyBytes: MAX_BODY_BYTES,
      take: async () => this.#take(exchange, request),
      describe: () => ({
        messageId: request.ok ? nameOf(request.message) : null,
        details: { protocol: exchange.protocol, bytes: Number(exchange.header('content-length') ?? 0) },
      }),
    });
  }

  async #read(exchange: Exchange): Promise<ReadRequest> {
    try {
      const { body, tooLarge } = await exchange.readBody(MAX_BODY_BYTES);
      if (tooLarge) return unreadable('Request payload size exceeds the limit');
      return readSendRequest(JSON.parse(body.toString('utf8')));
    } catch (error) {
      if (error instanceof ClientGoneError) return unreadable('The request broke off');
      if (error instanceof SyntaxError) return unreadable('Invalid JSON payload received. Unexpected token.');
      throw error;
    }
  }

  /** Treats the message as a healthy service would. */
  #take(exchange: Exchange, request: ReadRequest): TakenAnswer {
    const { projectId, received, now } = this.#options;
    const error = this.#checkSender(exchange) ?? (request.ok ? this.#checkTarget(request) : request.error);
    if (error !== null) return { answer: errorAnswer(error), taken: false };
    if (!request.ok || request.validateOnly)
      return named(`projects/${projectId}/messages/fake_message_id`, false);
    const id = `0:${now()}%${randomUUID().replaceAll('-', '').slice(16)}`;
    const { message } = request;
    received.add({ id, receivedAtMs: now(), target: targetOf(message), json: JSON.stringify(message) });
    return named(`projects/${projectId}/messages/${id}`, true);
  }

  #checkSender(exchange: Exchange): GoogleError | null {
    const bearer = /^Bearer (\S+)$/i.exec(exchange.header('authorization') ?? '')?.[1];
    if (bearer === undefined) return unauthenticated('CREDENTIALS_MISSING');
    switch (this.#options.tokens.check(bearer)) {
      case 'unknown':
        return unauthenticated('ACCESS_TOKEN_TYPE_UNSUPPORTED');
      case 'expired':
        return unauthenticated('ACCESS_TOKEN_EXPIRED');
      case 'no_scope':
        return denied('Request had insufficient authentication scopes.', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT');
      case 'good': {
        const project = decodeURIComponent(SEND_PATH.exec(exchange.path)?.groups?.project ?? '');
        if (project === this.#options.projectId) return null;
        const message = `Permission 'cloudmessaging.messages.create' denied on resource '//cloudresourcemanager.googleapis.com/projects/${project}' (or it may not exist).`;
        return denied(message, 'IAM_PERMISSION_DENIED');
      }
    }
  }

  #checkTarget({ message }: Extract<ReadRequest, { ok: true }>): GoogleError | null {
    if (message.token === undefined) return sizeError(message, 'android');
    const registration = this.#options.registrations.get(message.token);
    if (registration === null) {
      return {
        status: 'INVALID_ARGUMENT',
        message: 'The registration token is not a valid FCM registration token',
        details: [fcmDetail('INVALID_ARGUMENT')],
      };
    }
    return this.#checkRegistration(registration) ?? sizeError(message, registration.platform);
  }

  #checkRegistration({ registered, projectId, apnsKeyRefused }: FcmRegistration): GoogleError | null {
    if (projectId !== null && projectId !== this.#options.projectId) {
      const details = [fcmDetail('SENDER_ID_MISMATCH')];
      return { status: 'PERMISSION_DENIED', message: 'SenderId mismatch', details };
    }
    if (!registered) {
      const details = [fcmDetail('UNREGISTERED')];
      return { status: 'NOT_FOUND', message: 'Requested entity was not found.', details };
    }
    if (!apnsKeyRefused) return null;
    return {
      status: 'UNAUTHENTICATED',
      message: 'Auth error from APNS or Web Push Service',
      details: [fcmDetail('THIRD_PARTY_AUTH_ERROR')],
    };
  }
}

function named(name: string, taken: boolean): TakenAnswer {
  return { answer: jsonAnswer(200, { name }), taken };
}

/** What the sender calls the message: its own id in `data`, or its collapse key. */
function nameOf({ data, android }: Extract<ReadRequest, { ok: true }>['message']): string | null {
  return data.notification_id ?? android?.collapse_key ?? null;
}

function unreadable(message: string): ReadRequest {
  return { ok: false, target: 'unreadable', error: { status: 'INVALID_ARGUMENT', message } };
}

function unauthenticated(reason: string): GoogleError {
  return {
    status: 'UNAUTHENTICATED',
    message:
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
    details: [errorInfoDetail(reason)],
  };
}

function denied(message: string, reason: string): GoogleError {
  return { status: 'PERMISSION_DENIED', message, details: [errorInfoDetail(reason)] };
}
