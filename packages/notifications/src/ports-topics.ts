import type { UserId } from '@carillon/contracts/ids';
import type { Page } from '@carillon/contracts/pagination';
import type { TopicMember, TopicView } from '@carillon/contracts/topics';

/** Topics and who belongs to them. Topics are addressed by their names. */
export interface TopicStore {
  /** In the order of their names. `joined` is about the viewer. */
  list(query: {
    readonly viewerId: UserId;
    readonly limit: number;
    readonly after: string | null;
  }): Promise<Page<TopicView>>;
  /** `full`: there are `max` topics already. */
  create(topic: {
    readonly name: string;
    readonly description: string;
    readonly max: number;
  }): Promise<{ readonly createdAt: Date } | 'taken' | 'full'>;
  /** False when there was none. */
  remove(name: string): Promise<boolean>;
  exists(name: string): Promise<boolean>;
  /** In the order of the users' ids. */
  listMembers(query: {
    readonly topic: string;
    readonly limit: number;
    readonly after: UserId | null;
  }): Promise<Page<TopicMember>>;
  /** How many were not members before; null when there is no such topic. */
  addMembers(topic: string, userIds: readonly UserId[]): Promise<number | null>;
  /** How many were members before; null when there is no such topic. */
  removeMembers(topic: string, userIds: readonly UserId[]): Promise<number | null>;
}
