import type { ContractChecker, DescribedOperation, GivenAnswer } from './checker.ts';

/** What a call sends; members that are left out are not sent. */
export interface Call {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The value of Authorization. */
  readonly authorization?: string | undefined;
}

/** Sends a call to the operation as its document says. */
export async function send(
  url: string,
  { address, method }: DescribedOperation,
  call: Call,
): Promise<GivenAnswer> {
  const path = address.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(call.path?.[name] ?? ''),
  );
  const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query)}`;
  const response = await fetch(`${url}${path}${query}`, {
    method: method.toUpperCase(),
    headers: {
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
      ...(call.authorization !== undefined && { authorization: call.authorization }),
    },
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
  });
  const text = await response.text();
  const contentType = response.headers.get('content-type');
  return {
    status: response.status,
    contentType,
    body: contentType?.includes('json') ? JSON.parse(text) : text,
  };
}

/** Sends it, and gives the status and what of the answer contradicts the document. */
export async function check(
  checker: ContractChecker,
  url: string,
  { described, call }: { readonly described: DescribedOperation; readonly call: Call },
) {
  const answer = await send(url, described, call);
  return { ...answer, contradictions: checker.contradictions(described, answer) };
}
