import type { AgentCaller, ApiKeyCaller, Caller, UserCaller } from '@carillon/auth/caller';
import type { Scope } from '@carillon/contracts/api-keys';
import { AppError } from '@carillon/contracts/errors';

/*
 * Who may go on. Each takes what it names and refuses every other kind of caller: a procedure that says nothing of API keys
 * takes none (T-12).
 */

/** @throws {AppError} `insufficient_scope` for API keys, `forbidden` for agents */
export function requireUser(caller: Caller): UserCaller {
  switch (caller.kind) {
    case 'user':
      return caller;
    case 'api-key':
      throw new AppError('insufficient_scope', { detail: 'This is for people: no API key may do it.' });
    case 'agent':
      throw new AppError('forbidden', { detail: 'Agents poll and acknowledge, and do nothing else.' });
  }
}

/** @throws {AppError} `insufficient_scope` for API keys without the scope, `forbidden` for agents */
export function requireUserOrScope(caller: Caller, scope: Scope): UserCaller | ApiKeyCaller {
  if (caller.kind !== 'api-key') return requireUser(caller);
  if (caller.scopes.has(scope)) return caller;
  throw new AppError('insufficient_scope', { detail: `The API key lacks the scope ${scope}.` });
}

/** @throws {AppError} `forbidden` for everybody else */
export function requireAdmin<C extends UserCaller | ApiKeyCaller>(caller: C): C {
  if (caller.role === 'admin') return caller;
  throw new AppError('forbidden', { detail: 'Only administrators may do this.' });
}

/** @throws {AppError} `insufficient_scope` for API keys, `forbidden` for people */
export function requireAgent(caller: Caller): AgentCaller {
  if (caller.kind === 'agent') return caller;
  if (caller.kind === 'api-key') {
    throw new AppError('insufficient_scope', { detail: 'This is for agents: no API key may do it.' });
  }
  throw new AppError('forbidden', { detail: 'Only agents may do this, by their signature or with Basic.' });
}
