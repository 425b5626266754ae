import type { ProcedureInfo } from '../http/procedures.ts';
import type { Operation } from './document.ts';
import type { JsonSchema } from './json-schema.ts';

/** How callers say who they are. */
export const SECURITY_SCHEMES: JsonSchema = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A person: an access token of `POST /api/v1/auth/login`, of `/auth/refresh` or of a pairing, or a token of the OpenID ' +
      'Connect issuer that is configured.',
  },
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'crl_…',
    description:
      'A server: an API key, sent as a bearer token. The scopes that an operation lists are those that the key must have; an ' +
      'operation that does not list this scheme takes no API key.',
  },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'Signature',
    description:
      'An agent: HTTP message signatures (RFC 9421) with hmac-sha256, together with the header Signature-Input and, for ' +
      'requests with a body, Content-Digest.',
  },
  basic: {
    type: 'http',
    scheme: 'basic',
    description: 'An agent that cannot sign: the device id as the name and the secret as the password.',
  },
};

/** The alternatives by which an operation may be called; an empty one stands for no credentials at all. */
export function securityOf({
  access,
  scope,
}: Pick<ProcedureInfo, 'access' | 'scope'>): Operation['security'] {
  const key = scope === null ? [] : [{ apiKey: [scope] }];
  switch (access) {
    case 'none':
      return [];
    case 'optional':
      return [{}, { bearer: [] }];
    case 'user':
    case 'admin':
      return [{ bearer: [] }, ...key];
    case 'agent':
      return [{ signature: [] }, { basic: [] }];
  }
}
