import type { FailureReason } from './http-result.ts';

/** Codes of node:net, node:http2, node:dns (c-ares), OpenSSL and undici. What is not listed is `network_error`. */
const REASON_BY_CODE: Readonly<Record<string, FailureReason>> = {
  ERR_ADDRESS_REFUSED: 'address_refused',
  ENOTFOUND: 'dns_failed',
  ENODATA: 'dns_failed',
  ESERVFAIL: 'dns_failed',
  ETIMEOUT: 'dns_failed',
  EREFUSED: 'dns_failed',
  EBADRESP: 'dns_failed',
  EBADNAME: 'dns_failed',
  ECANCELLED: 'dns_failed',
  EAI_AGAIN: 'dns_failed',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  ETIMEDOUT: 'connect_timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ERR_HTTP2_STREAM_ERROR: 'connection_reset',
  ERR_HTTP2_STREAM_CANCEL: 'connection_reset',
  ERR_HTTP2_SESSION_ERROR: 'connection_reset',
  ERR_HTTP2_ERROR: 'bad_answer',
  ERR_NO_HTTP2: 'no_http2',
  UND_ERR_DESTROYED: 'closed',
  UND_ERR_CLOSED: 'closed',
  UND_ERR_HEADERS_OVERFLOW: 'bad_answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'bad_answer',
  EPROTO: 'tls_failed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_failed',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_failed',
  HOSTNAME_MISMATCH: 'tls_failed',
  INVALID_CA: 'tls_failed',
  INVALID_PURPOSE: 'tls_failed',
};

/** Of handshakes and of certificates, as node:tls names them. */
const TLS_CODES = /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_(?:GET|VERIFY|DECODE|DECRYPT)_)/;

/** Reduces any error of a request to a stable code. The error itself may hold the address, so it is not passed on. */
export function failureReasonOf(error: unknown): FailureReason {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = REASON_BY_CODE[code];
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return 'bad_answer';
  if (TLS_CODES.test(code)) return 'tls_failed';
  return 'network_error';
}
