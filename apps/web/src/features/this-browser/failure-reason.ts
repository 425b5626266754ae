import { TRPCClientError } from '@trpc/client';
import { failureOf } from '@/wire/failure.ts';
import type { FailureReason } from './browser-state.ts';

/** A task that did not end in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** Sorts what a browser or the server threw by what a person can do about it. */
export function failureReasonOf(error: unknown): FailureReason {
  if (error instanceof TRPCClientError) return serverReasonOf(error);
  // Push API: AbortError when the push service could not be reached or did not answer; some browsers never say so.
  if (error instanceof DeadlineError) return 'push-service';
  return error instanceof DOMException && error.name === 'AbortError' ? 'push-service' : 'unknown';
}

function serverReasonOf(error: unknown): FailureReason {
  switch (failureOf(error).code) {
    case 'network':
    case 'unavailable':
      return 'server-unreachable';
    case 'unauthenticated':
      return 'signed-out';
    case 'device_limit_reached':
      return 'device-limit';
    case 'rate_limited':
      return 'rate-limited';
    default:
      return 'refused';
  }
}
