import { v7 } from 'uuid';

/**
 * A new UUIDv7 (RFC 9562 section 5.7), lower case with hyphens. Ids made by one process sort in the order in which
 * they were made, also within one millisecond, so that keys are inserted at the end of their index.
 */
export function uuidv7(): string {
  return v7();
}
