import type { IncomingMessage } from 'node:http';
import { uuidv7 } from '@carillon/runtime/ids';

export const REQUEST_ID_HEADER = 'x-request-id';

/** Long enough to tell requests apart, and nothing that could forge lines or headers. */
const SANE_REQUEST_ID = /^[A-Za-z0-9._-]{8,128}$/;

/** The caller's own id of a request where it is sane, else a new one. Answered, logged, and part of every error. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : uuidv7();
}
