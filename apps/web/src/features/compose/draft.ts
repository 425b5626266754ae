import { z } from 'zod';

/** Somebody or something that was chosen: what the server calls it, and what the person reads. */
const chosenSchema = z.object({ id: z.string(), label: z.string() });
export type Chosen = z.infer<typeof chosenSchema>;

const audienceKindSchema = z.enum(['self', 'users', 'devices', 'topic', 'tags', 'externalIds', 'broadcast']);
export type AudienceKind = z.infer<typeof audienceKindSchema>;

const audienceDraftSchema = z.object({
  kind: audienceKindSchema,
  users: z.array(chosenSchema),
  devices: z.array(chosenSchema),
  topic: z.string(),
  tags: z.array(z.string()),
  externalIds: z.array(z.string()),
});
/** Who gets it, as far as it was filled in; what was chosen one way stays while another is looked at. */
export type AudienceDraft = z.infer<typeof audienceDraftSchema>;

const TEXT_FIELDS = [
  'title',
  'body',
  'subtitle',
  'url',
  'image',
  'icon',
  'badge',
  'sound',
  'tag',
  'category',
  'data',
  'collapseKey',
  'lifetime',
  'threadId',
  'relevanceScore',
  'channelId',
  'analyticsLabel',
  'sendAt',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

const actionDraftSchema = z.object({ key: z.string(), title: z.string(), url: z.string() });
export type ActionDraft = z.infer<typeof actionDraftSchema>;

/** A composition as it is typed: text wherever something is typed, so that nothing that is half done is lost. */
const draftSchema = z.object({
  audience: audienceDraftSchema,
  texts: z.record(z.enum(TEXT_FIELDS), z.string()),
  actions: z.array(actionDraftSchema),
  lifetimeUnit: z.enum(['minutes', 'hours', 'days']),
  priority: z.enum(['normal', 'high']),
  isCritical: z.boolean(),
  isSilent: z.boolean(),
  interruptionLevel: z.enum(['', 'passive', 'active', 'time-sensitive', 'critical']),
  isLater: z.boolean(),
});
export type Draft = z.infer<typeof draftSchema>;

/** A new composition. One day is how long the server keeps trying where nobody says otherwise. */
export function emptyDraft(kind: AudienceKind): Draft {
  const texts = Object.fromEntries(TEXT_FIELDS.map((field) => [field, '']));
  return {
    audience: { kind, users: [], devices: [], topic: '', tags: [], externalIds: [] },
    texts: { ...(texts as Draft['texts']), lifetime: '1' },
    actions: [],
    lifetimeUnit: 'days',
    priority: 'normal',
    isCritical: false,
    isSilent: false,
    interruptionLevel: '',
    isLater: false,
  };
}

/** A kept draft; null for what is none, or was kept by an earlier release in another form. */
export function readDraft(stored: string | null): Draft | null {
  if (stored === null) return null;
  try {
    return draftSchema.safeParse(JSON.parse(stored)).data ?? null;
  } catch {
    return null;
  }
}
