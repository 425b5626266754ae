import { sendNotificationInputSchema } from '@carillon/contracts/notifications';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptFor, readAttempt } from './attempt.ts';
import { type AudienceDraft, type Draft, emptyDraft, readDraft } from './draft.ts';
import { audienceOf, checkDraft } from './draft-input.ts';

const ME = '01900000-0000-7000-8000-000000000001';
const OTHER = '01900000-0000-7000-8000-000000000002';
const NOW = new Date('2026-05-20T12:00:00Z');
const context = { userId: ME, now: NOW };

function draftWith(texts: Partial<Draft['texts']>, members: Partial<Draft> = {}): Draft {
  const draft = emptyDraft('self');
  return { ...draft, ...members, texts: { ...draft.texts, title: 'Hello', ...texts } };
}

const errorsOf = (draft: Draft) => {
  const checked = checkDraft(draft, context);
  return checked.isValid ? {} : checked.errors;
};

describe('what a draft asks to send', () => {
  it('DIS-2: each kind of audience becomes its one member, and none while nothing is chosen', () => {
    const audience = emptyDraft('users').audience;
    const of = (members: Partial<AudienceDraft>) => audienceOf({ ...audience, ...members }, ME);
    expect(of({ kind: 'self' })).toEqual({ userIds: [ME] });
    expect(of({ kind: 'users', users: [{ id: OTHER, label: 'Bo' }] })).toEqual({ userIds: [OTHER] });
    expect(of({ kind: 'devices', devices: [{ id: OTHER, label: 'Pixel' }] })).toEqual({ deviceIds: [OTHER] });
    expect(of({ kind: 'topic', topic: 'builds' })).toEqual({ topic: 'builds' });
    expect(of({ kind: 'tags', tags: ['primary'] })).toEqual({ tags: ['primary'] });
    expect(of({ kind: 'externalIds', externalIds: ['u-1'] })).toEqual({ externalIds: ['u-1'] });
    expect(of({ kind: 'broadcast' })).toEqual({ broadcast: true });
    for (const kind of ['users', 'devices', 'topic', 'tags', 'externalIds'] as const) {
      expect(of({ kind })).toBeNull();
    }
  });

  it('leaves out what was left empty', () => {
    const checked = checkDraft(draftWith({ body: '  ' }), context);
    expect(checked).toEqual({
      isValid: true,
      input: { title: 'Hello', audience: { userIds: [ME] }, priority: 'normal', ttlSeconds: 86_400 },
    });
  });

  it('DIS-10: carries every member that was filled in, in the form that the server takes', () => {
    const draft = draftWith(
      {
        body: 'b',
        subtitle: 's',
        url: '/devices',
        badge: '3',
        lifetime: '2',
        data: '{"order": 42}',
        threadId: 'orders',
        relevanceScore: '0.5',
        channelId: 'sales',
        sendAt: '2026-05-21T08:00',
      },
      {
        lifetimeUnit: 'hours',
        isCritical: true,
        isSilent: true,
        isLater: true,
        interruptionLevel: 'time-sensitive',
        actions: [{ key: 'a', title: 'Open', url: '' }],
      },
    );
    const checked = checkDraft(draft, context);
    expect(checked).toMatchObject({
      isValid: true,
      input: {
        badge: 3,
        ttlSeconds: 7200,
        critical: true,
        silent: true,
        data: { order: 42 },
        apns: { threadId: 'orders', relevanceScore: 0.5, interruptionLevel: 'time-sensitive' },
        fcm: { channelId: 'sales' },
        actions: [{ action: 'action-1', title: 'Open' }],
        sendAt: new Date('2026-05-21T08:00'),
      },
    });
  });

  it.each([
    [{ title: ' ' }, 'title', 'Fill this in'],
    [{ title: 'x'.repeat(257) }, 'title', 'At most 256 characters'],
    [{ body: 'x'.repeat(2049) }, 'body', 'At most 2,048 characters'],
    [{ badge: 'many' }, 'badge', 'Expected a number'],
    [{ lifetime: '29' }, 'ttlSeconds', 'Expected at most 2,419,200'],
    [{ data: '[1]' }, 'data', 'Expected a JSON object, such as {"orderId": 42}'],
    [{ data: '{' }, 'data', 'Expected a JSON object, such as {"orderId": 42}'],
    [{ url: 'javascript:alert(1)' }, 'url', 'Expected an http(s) address without user name'],
  ] as const)('says what is wrong with %o at its field', (texts, path, message) => {
    expect(errorsOf(draftWith(texts))[path]).toContain(message);
  });

  it('names a missing audience, a missing time, and one that is past', () => {
    const draft = draftWith({}, { audience: emptyDraft('users').audience });
    expect(errorsOf(draft)).toEqual({ audience: 'Choose at least one' });
    expect(errorsOf(draftWith({}, { isLater: true }))).toHaveProperty(
      'sendAt',
      'Choose the day and the time',
    );
    const past = draftWith({ sendAt: '2026-05-19T12:00' }, { isLater: true });
    expect(errorsOf(past).sendAt).toContain('This time is past');
  });

  it('whatever is typed is either refused or taken by the server’s schema', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (title, badge, data) => {
        const checked = checkDraft(draftWith({ title, badge, data }), context);
        if (checked.isValid) expect(sendNotificationInputSchema.safeParse(checked.input).success).toBe(true);
        else expect(Object.keys(checked.errors).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a kept draft', () => {
  it('comes back as it was', () => {
    const draft = draftWith({ body: 'kept' }, { actions: [{ key: 'k', title: 'Open', url: '/' }] });
    expect(readDraft(JSON.stringify(draft))).toEqual(draft);
  });

  it.each([null, '', '{', 'null', '[]', '{"texts":{}}'])('is forgotten where %j was kept', (stored) => {
    expect(readDraft(stored)).toBeNull();
    expect(readAttempt(stored)).toBeNull();
  });
});

describe('the idempotency key of a composition', () => {
  const inputOf = (title: string) =>
    sendNotificationInputSchema.parse({ title, audience: { broadcast: true } });

  it('DIS-11: stays for the same content and is new for other content', () => {
    let made = 0;
    const createKey = () => `key ${++made}`;
    const first = attemptFor(null, inputOf('one'), createKey);
    const again = attemptFor(readAttempt(JSON.stringify(first)), inputOf('one'), createKey);
    expect(again.key).toBe('key 1');
    expect(attemptFor(again, inputOf('two'), createKey).key).toBe('key 2');
  });
});
