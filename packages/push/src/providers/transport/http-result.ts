/** What became of one HTTP request. A transport resolves with one of these for whatever a network or a server does. */
export type HttpResult = HttpAnswer | HttpFailure;

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The beginning of the body, at most the transport's answer cap; shorter if the answer broke off after its status. */
  readonly body: string;
}

/** No status arrived. */
export interface HttpFailure {
  readonly kind: 'failure';
  readonly reason: FailureReason;
  /** Whether the server may have the request: then the message is perhaps delivered. */
  readonly requestWritten: boolean;
}

/** Stable codes that say where an attempt ended, without any name or address of the other side. */
export type FailureReason =
  | 'timeout'
  | 'busy'
  | 'closed'
  | 'address_refused'
  | 'dns_failed'
  | 'connection_refused'
  | 'connection_reset'
  | 'connect_timeout'
  | 'tls_failed'
  | 'no_http2'
  | 'stream_refused'
  | 'ping_timeout'
  | 'bad_answer'
  | 'network_error';
