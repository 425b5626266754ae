import type { TopicMember, TopicView } from '@carillon/contracts/topics';
import type { TopicStore } from '@carillon/notifications/ports-topics';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Database } from '../client.ts';

/** A topic's members change by one statement; the key makes joining twice joining once. */
const ADD_MEMBERS = `
  WITH topic AS (SELECT id FROM topics WHERE name = $1 FOR KEY SHARE),
  added AS (
    INSERT INTO topic_members (topic_id, user_id)
    SELECT topic.id, member.id FROM topic CROSS JOIN unnest($2::uuid[]) AS member (id)
    ORDER BY member.id
    ON CONFLICT DO NOTHING
    RETURNING 1
  )
  SELECT (SELECT count(*)::int FROM added) AS changed FROM topic`;

const REMOVE_MEMBERS = `
  WITH topic AS (SELECT id FROM topics WHERE name = $1),
  removed AS (
    DELETE FROM topic_members USING topic
    WHERE topic_members.topic_id = topic.id AND topic_members.user_id = ANY($2::uuid[])
    RETURNING 1
  )
  SELECT (SELECT count(*)::int FROM removed) AS changed FROM topic`;

/** Topics and their members. */
export function createTopicStore({ pool }: Pick<Database, 'pool'>): TopicStore {
  const change = async (
    statement: string,
    topic: string,
    userIds: readonly string[],
  ): Promise<number | null> => {
    const { rows } = await pool.query<{ changed: number }>(statement, [topic, userIds]);
    return rows[0]?.changed ?? null;
  };
  return {
    async list({ viewerId, limit, after }) {
      const { rows } = await pool.query<TopicView>(
        `SELECT name, description, created_at AS "createdAt",
                (SELECT count(*)::int FROM topic_members WHERE topic_id = topic.id) AS members,
                EXISTS (SELECT 1 FROM topic_members WHERE topic_id = topic.id AND user_id = $1) AS joined
         FROM topics topic
         WHERE $2::text IS NULL OR name > $2
         ORDER BY name LIMIT $3`,
        [viewerId, after, limit + 1],
      );
      const items = rows.slice(0, limit);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.name ?? null) : null };
    },

    async create({ name, description, max }) {
      const { rows } = await pool.query<{ createdAt: Date }>(
        `INSERT INTO topics (id, name, description)
         SELECT $1, $2, $3 WHERE (SELECT count(*) FROM topics) < $4
         ON CONFLICT (name) DO NOTHING
         RETURNING created_at AS "createdAt"`,
        [uuidv7(), name, description, max],
      );
      if (rows[0] !== undefined) return rows[0];
      return (await exists(pool, name)) ? 'taken' : 'full';
    },

    async remove(name) {
      return (await pool.query('DELETE FROM topics WHERE name = $1', [name])).rowCount === 1;
    },

    exists: (name) => exists(pool, name),

    async listMembers({ topic, limit, after }) {
      const { rows } = await pool.query<TopicMember>(
        `SELECT person.id AS "userId", person.external_id AS "externalId", person.email, person.name,
                member.created_at AS since
         FROM topics topic
         JOIN topic_members member ON member.topic_id = topic.id
         JOIN users person ON person.id = member.user_id
         WHERE topic.name = $1 AND ($2::uuid IS NULL OR member.user_id > $2::uuid)
         ORDER BY member.user_id LIMIT $3`,
        [topic, after, limit + 1],
      );
      const items = rows.slice(0, limit);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.userId ?? null) : null };
    },

    addMembers: (topic, userIds) => change(ADD_MEMBERS, topic, userIds),
    removeMembers: (topic, userIds) => change(REMOVE_MEMBERS, topic, userIds),
  };
}

async function exists(pool: Database['pool'], name: string): Promise<boolean> {
  return (await pool.query('SELECT 1 FROM topics WHERE name = $1', [name])).rowCount === 1;
}
