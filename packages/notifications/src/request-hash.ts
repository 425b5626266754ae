import { createHash } from 'node:crypto';

/** SHA-256 of a request's JSON, the same however its members are ordered (DIS-11). */
export function hashRequest(request: unknown): Uint8Array<ArrayBuffer> {
  return createHash('sha256').update(canonicalJson(request)).digest();
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
