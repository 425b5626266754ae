/** An operation as somebody would use it: what is sent and what comes back, in REST's own spelling. */
export interface OperationExample {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: object;
  readonly answer?: object;
  /** By title: other bodies, with what they are answered. */
  readonly others?: Readonly<Record<string, { readonly body: object; readonly answer: object }>>;
}

/** By procedure. */
export type Examples = Readonly<Record<string, OperationExample>>;
