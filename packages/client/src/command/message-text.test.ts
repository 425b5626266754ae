import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentMessage } from '../agent-messages.ts';
import { messageEnvironment, messageText } from './message-text.ts';

const message = {
  deliveryId: 'delivery',
  notificationId: 'notification',
  title: 'Deploy',
  priority: 'normal',
  createdAt: '2026-11-22T12:00:00.000Z',
  expiresAt: '2026-11-23T12:00:00.000Z',
  leasedUntil: '2026-11-22T12:01:00.000Z',
} as AgentMessage;

const unit = fc.constantFrom(
  'a',
  ' ',
  'é',
  '😀',
  '\0',
  '\t',
  '\n',
  '\r',
  '\u001b',
  '\u0085',
  '\u2028',
  '\u2029',
);

describe('a message as a line', () => {
  it('shows time, title, body and address', () => {
    const text = messageText({ ...message, body: 'Version 3', url: 'https://ci.example/3' });
    expect(text).toBe('2026-11-22T12:00:00.000Z  Deploy — Version 3 — https://ci.example/3');
  });

  it('T-10: is one line without control characters, whatever its sender wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit }), fc.string({ unit }), (title, body) => {
        expect(messageText({ ...message, title, body })).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
    expect(messageText({ ...message, title: 'a\n\u001b[2Jb' })).toMatch(/ {2}a \[2Jb$/);
  });
});

describe('a message as an environment', () => {
  it('has every variable, without the NUL that no variable can hold', () => {
    const variables = messageEnvironment({ ...message, title: 'a\0b', data: { key: 'a\0' } });
    expect(variables).toMatchObject({ CARILLON_MESSAGE_TITLE: 'ab', CARILLON_MESSAGE_BODY: '' });
    expect(JSON.parse(variables.CARILLON_MESSAGE_DATA ?? '')).toEqual({ key: 'a\0' });
  });
});
