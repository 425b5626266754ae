import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRequest } from '../../../test/web-push-request.ts';
import { topicOf, webPushHeaders } from './headers.ts';

describe('webPushHeaders', () => {
  it('WEB-9: TTL, Urgency, Topic and Content-Encoding are those of the message', () => {
    const request = aRequest({ ttlSeconds: 60, priority: 'high', collapseKey: 'chat-1' });
    expect(webPushHeaders(request, 'vapid t=a, k=b')).toEqual({
      authorization: 'vapid t=a, k=b',
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      ttl: '60',
      urgency: 'high',
      topic: 'chat-1',
    });
  });

  it.each([
    [0, '0'],
    [-5, '0'],
    [59.9, '59'],
    [2_419_200, '2419200'],
    [9_999_999, '2419200'],
  ])('WEB-9: a life of %d s is sent as TTL %s', (ttlSeconds, ttl) => {
    expect(webPushHeaders(aRequest({ ttlSeconds }), '').ttl).toBe(ttl);
  });

  it('WEB-9: without a collapse key there is no Topic', () => {
    expect(webPushHeaders(aRequest({ collapseKey: null }), '')).not.toHaveProperty('topic');
  });
});

describe('topicOf', () => {
  it('WEB-9: every key becomes a topic of RFC 8030, and different keys stay different', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' })), (keys) => {
        const topics = keys.map(topicOf);
        for (const topic of topics) expect(topic).toMatch(/^[A-Za-z0-9_-]{1,32}$/);
        expect(new Set(topics).size).toBe(keys.length);
      }),
    );
  });

  it('WEB-9: a key that is a topic already stays as it is; a longer one is hashed', () => {
    expect(topicOf('a'.repeat(32))).toBe('a'.repeat(32));
    expect(topicOf('a'.repeat(33))).toHaveLength(32);
    expect(topicOf('a'.repeat(33))).not.toBe('a'.repeat(32));
  });
});
