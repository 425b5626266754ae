import { AppError, invalidField } from '@carillon/contracts/errors';
import { type UserId, userIdSchema } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';
import type { Page, PageInput } from '@carillon/contracts/pagination';
import { type TopicMember, type TopicView, topicNameSchema } from '@carillon/contracts/topics';
import type { AuditStore } from '@carillon/push/ports';
import type { NotificationStore } from './ports.ts';
import type { TopicStore } from './ports-topics.ts';
import type { SendContext } from './send-context.ts';
import type { Viewer } from './viewer.ts';

export interface TopicsDependencies {
  readonly topics: TopicStore;
  readonly users: Pick<NotificationStore, 'findUsers' | 'findUsersByExternalIds'>;
  readonly audit: AuditStore;
}

/** Whom a change of membership is about; neither kind of id means whoever asks. */
export interface Membership {
  readonly topic: string;
  readonly userIds?: readonly UserId[] | undefined;
  readonly externalIds?: readonly string[] | undefined;
}

/**
 * Named groups of people that messages are addressed to. Administrators make and end them and say who belongs to them;
 * everybody sees which there are, and joins and leaves them.
 */
export interface Topics {
  list(viewer: Viewer, page: PageInput): Promise<Page<TopicView>>;
  /** @throws {AppError} `forbidden`; `conflict` when the name is taken or there are too many */
  create(
    context: SendContext,
    topic: { readonly name: string; readonly description?: string | undefined },
  ): Promise<TopicView>;
  /** What is scheduled for it then goes to nobody. @throws {AppError} `forbidden`, `not_found` */
  remove(context: SendContext, name: string): Promise<void>;
  /** @throws {AppError} `forbidden` for members: this shows other people's addresses; `not_found` */
  listMembers(viewer: Viewer, query: PageInput & { readonly topic: string }): Promise<Page<TopicMember>>;
  /**
   * How many joined by it. That others than oneself did goes to the audit log.
   *
   * @throws {AppError} `forbidden` for others than oneself; `not_found` for topic or users; `validation_failed` for an API key
   * that names nobody
   */
  addMembers(context: SendContext, membership: Membership): Promise<number>;
  /** How many left by it. Errors and audit log as for `addMembers`. */
  removeMembers(context: SendContext, membership: Membership): Promise<number>;
}

export function createTopics(dependencies: TopicsDependencies): Topics {
  const { topics } = dependencies;
  return {
    list: (viewer, { limit, cursor }) =>
      topics.list({ viewerId: viewer.userId, limit, after: parseTopicCursor(cursor) }),
    create: (context, topic) => createTopic(dependencies, context, topic),
    remove: (context, name) => removeTopic(dependencies, context, name),
    listMembers: (viewer, query) => listMembers(dependencies, viewer, query),
    addMembers: (context, membership) => changeMembers(dependencies, context, { membership, by: 'added' }),
    removeMembers: (context, membership) =>
      changeMembers(dependencies, context, { membership, by: 'removed' }),
  };
}

const MEMBERSHIP_ACTIONS = { added: 'topic.members_added', removed: 'topic.members_removed' } as const;

async function changeMembers(
  dependencies: TopicsDependencies,
  context: SendContext,
  { membership, by }: { readonly membership: Membership; readonly by: 'added' | 'removed' },
): Promise<number> {
  const { topics, audit } = dependencies;
  const { topic } = membership;
  const userIds = await resolveMembers(dependencies, context, membership);
  const change = by === 'added' ? topics.addMembers : topics.removeMembers;
  const changed = (await change(topic, userIds)) ?? refuseUnknown(topic);
  // What people do with their own membership is no event; who decides about others is.
  if (changed > 0 && userIds.some((id) => id !== context.sender.userId)) {
    const details = { members: String(changed) };
    await audit.record({ ...auditOf(context, topic), action: MEMBERSHIP_ACTIONS[by], details });
  }
  return changed;
}

async function createTopic(
  { topics, audit }: TopicsDependencies,
  context: SendContext,
  { name, description = '' }: { readonly name: string; readonly description?: string | undefined },
): Promise<TopicView> {
  requireAdmin(context.sender, 'Only administrators may make topics.');
  const created = await topics.create({ name, description, max: LIMITS.topics });
  if (created === 'taken') throw new AppError('conflict', { detail: `There is a topic ${name} already.` });
  if (created === 'full') {
    throw new AppError('conflict', {
      detail: `There are ${LIMITS.topics} topics, which is the limit. Delete one first.`,
    });
  }
  await audit.record({ ...auditOf(context, name), action: 'topic.created' });
  return { name, description, members: 0, joined: false, createdAt: created.createdAt };
}

async function removeTopic(
  { topics, audit }: TopicsDependencies,
  context: SendContext,
  name: string,
): Promise<void> {
  requireAdmin(context.sender, 'Only administrators may delete topics.');
  if (!(await topics.remove(name))) refuseUnknown(name);
  await audit.record({ ...auditOf(context, name), action: 'topic.deleted' });
}

function auditOf({ sender, requestId, ipAddress }: SendContext, name: string) {
  return {
    userId: sender.userId,
    targetType: 'topic',
    targetId: name,
    ipAddress,
    requestId,
    details: {},
  } as const;
}

async function listMembers(
  { topics }: TopicsDependencies,
  viewer: Viewer,
  { topic, limit, cursor }: PageInput & { readonly topic: string },
): Promise<Page<TopicMember>> {
  requireAdmin(viewer, 'Only administrators see who belongs to a topic.');
  const after = cursor === undefined ? null : (userIdSchema.safeParse(cursor).data ?? refuseCursor());
  if (!(await topics.exists(topic))) refuseUnknown(topic);
  return topics.listMembers({ topic, limit, after });
}

/** Members change nobody's membership but their own; to them, ids of others and ids of nobody look the same. */
async function resolveMembers(
  { users }: TopicsDependencies,
  { sender: viewer, apiKeyId }: SendContext,
  { userIds = [], externalIds = [] }: Membership,
): Promise<UserId[]> {
  if (userIds.length === 0 && externalIds.length === 0) {
    if (apiKeyId === null) return [viewer.userId];
    throw invalidField('userIds', 'Expected user_ids or external_ids: an API key belongs to no topic itself');
  }
  const byExternalId = await users.findUsersByExternalIds(externalIds);
  const named = new Set([...userIds, ...byExternalId.map(({ id }) => id)]);
  const isOneself =
    byExternalId.length === externalIds.length && named.size === 1 && named.has(viewer.userId);
  if (!isOneself) requireAdmin(viewer, 'Only administrators may add or remove others.');
  const found = new Set(await users.findUsers(userIds));
  const missing = userIds.find((id) => !found.has(id));
  if (missing !== undefined) throw new AppError('not_found', { detail: `There is no user ${missing}.` });
  const known = new Set(byExternalId.map(({ externalId }) => externalId));
  const unknown = externalIds.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new AppError('not_found', { detail: `There is no user with the external id ${unknown}.` });
  }
  return [...named];
}

function parseTopicCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  return topicNameSchema.safeParse(cursor).data ?? refuseCursor();
}

function refuseCursor(): never {
  throw invalidField('cursor', 'Expected the next_cursor of the page before');
}

function refuseUnknown(topic: string): never {
  throw new AppError('not_found', { detail: `There is no topic ${topic}.` });
}

function requireAdmin({ role }: Viewer, detail: string): void {
  if (role !== 'admin') throw new AppError('forbidden', { detail });
}
