import {
  type Audience,
  audienceSchema,
  type SendNotificationInput,
  sendNotificationInputSchema,
} from '@carillon/contracts/notifications';
import type { z } from 'zod';
import type { AudienceDraft, Draft } from '@/features/compose/draft.ts';
import { issueText } from '@/features/compose/issue-text.ts';

/** What is wrong, by the path of the member that the server would name too. */
export type FieldErrors = Readonly<Record<string, string>>;

export type Checked =
  | { readonly isValid: true; readonly input: SendNotificationInput }
  | { readonly isValid: false; readonly errors: FieldErrors };

const SECONDS = { minutes: 60, hours: 3600, days: 86_400 } as const;

/** The audience that a draft means; null while nothing is chosen. `userId`: the person who writes. */
export function audienceOf(draft: AudienceDraft, userId: string): Audience | null {
  return audienceSchema.safeParse(rawAudience(draft, userId)).data ?? null;
}

function rawAudience(draft: AudienceDraft, userId: string): Record<string, unknown> {
  switch (draft.kind) {
    case 'self':
      return { userIds: [userId] };
    case 'users':
      return { userIds: draft.users.map(({ id }) => id) };
    case 'devices':
      return { deviceIds: draft.devices.map(({ id }) => id) };
    case 'topic':
      return { topic: draft.topic };
    case 'tags':
      return { tags: draft.tags };
    case 'externalIds':
      return { externalIds: draft.externalIds };
    case 'broadcast':
      return { broadcast: true };
  }
}

/**
 * What a draft asks the server to send, checked by the server's own schema, so that most mistakes show before the click.
 * Members that were left empty are left out.
 */
export function checkDraft(draft: Draft, context: { readonly userId: string; readonly now: Date }): Checked {
  const { value: data, error: dataError } = readData(draft.texts.data);
  const result = sendNotificationInputSchema.safeParse({
    ...messageMembers(draft),
    ...(data === undefined ? {} : { data }),
    audience: rawAudience(draft.audience, context.userId),
  });
  const errors: Record<string, string> = {
    ...(result.success ? {} : errorsOf(result.error.issues)),
    ...(dataError === null ? {} : { data: dataError }),
    ...scheduleError(draft, context.now),
  };
  if (!result.success || Object.keys(errors).length > 0) return { isValid: false, errors };
  return { isValid: true, input: result.data };
}

function messageMembers({ texts, ...draft }: Draft): Record<string, unknown> {
  return defined({
    title: texts.title,
    body: textOrNothing(texts.body),
    subtitle: textOrNothing(texts.subtitle),
    url: textOrNothing(texts.url),
    image: textOrNothing(texts.image),
    icon: textOrNothing(texts.icon),
    badge: numberOrNothing(texts.badge),
    sound: textOrNothing(texts.sound),
    tag: textOrNothing(texts.tag),
    category: textOrNothing(texts.category),
    collapseKey: textOrNothing(texts.collapseKey),
    actions: draft.actions.length === 0 ? undefined : draft.actions.map(toAction),
    priority: draft.priority,
    ttlSeconds: secondsOf(texts.lifetime, draft.lifetimeUnit),
    critical: draft.isCritical || undefined,
    silent: draft.isSilent || undefined,
    apns: notEmpty({
      threadId: textOrNothing(texts.threadId),
      interruptionLevel: textOrNothing(draft.interruptionLevel),
      relevanceScore: numberOrNothing(texts.relevanceScore),
    }),
    fcm: notEmpty({
      channelId: textOrNothing(texts.channelId),
      analyticsLabel: textOrNothing(texts.analyticsLabel),
    }),
    sendAt: draft.isLater && texts.sendAt !== '' ? new Date(texts.sendAt) : undefined,
  });
}

/** Buttons are told apart by the place they stand in; people name them by what they say. */
function toAction({ title, url }: { readonly title: string; readonly url: string }, index: number) {
  return defined({ action: `action-${index + 1}`, title, url: textOrNothing(url) });
}

function secondsOf(lifetime: string, unit: Draft['lifetimeUnit']): number | undefined {
  const amount = numberOrNothing(lifetime);
  return amount === undefined ? undefined : Math.round(amount * SECONDS[unit]);
}

function textOrNothing(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}

/** What is no number becomes NaN, which the schema refuses with the field's name. */
function numberOrNothing(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}

function defined(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function notEmpty(members: Record<string, unknown>): Record<string, unknown> | undefined {
  const given = defined(members);
  return Object.keys(given).length === 0 ? undefined : given;
}

const DATA_EXPECTED = 'Expected a JSON object, such as {"orderId": 42}';

function readData(text: string): { readonly value: unknown; readonly error: string | null } {
  if (text.trim() === '') return { value: undefined, error: null };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value, error: null };
  } catch {
    // Said below, as for any other text that is no object.
  }
  return { value: undefined, error: DATA_EXPECTED };
}

function scheduleError({ isLater, texts }: Draft, now: Date): Record<string, string> {
  if (!isLater) return {};
  const at = new Date(texts.sendAt);
  if (Number.isNaN(at.getTime())) return { sendAt: 'Choose the day and the time' };
  return at <= now ? { sendAt: 'This time is past; choose a later one, or send now' } : {};
}

function errorsOf(issues: readonly z.core.$ZodIssue[]): Record<string, string> {
  return Object.fromEntries(
    issues.map((issue) => {
      const path = issue.path.map(String).join('.');
      return path === '' || path.startsWith('audience')
        ? ['audience', 'Choose at least one']
        : [path, issueText(issue)];
    }),
  );
}
