import type { Examples } from './example.ts';
import {
  CURSOR,
  DELIVERY,
  NOTIFICATION,
  NOTIFICATION_DETAIL,
  NOTIFICATION_ID,
  USER,
  USER_ID,
} from './objects.ts';

const ONE = { path: { id: NOTIFICATION_ID } };
const ACCEPTED = { id: NOTIFICATION_ID, status: 'sending' };
const TOPIC = { path: { topic: 'releases' } };

/** Notifications, events and topics. */
export const MESSAGE_EXAMPLES: Examples = {
  'notifications.send': {
    body: {
      audience: { user_ids: [USER_ID] },
      title: NOTIFICATION.title,
      body: NOTIFICATION.body,
      url: NOTIFICATION.url,
      data: { jobId: 17 },
      category: 'alerts',
      priority: 'high',
      ttl_seconds: 3600,
    },
    answer: ACCEPTED,
    others: {
      scheduled: {
        body: {
          audience: { topic: 'releases' },
          title: 'Version 4 is out',
          send_at: '2026-12-01T09:00:00Z',
          collapse_key: 'release',
        },
        answer: { id: NOTIFICATION_ID, status: 'scheduled' },
      },
    },
  },
  'notifications.estimate': {
    body: { audience: { tags: ['primary'] } },
    answer: { devices: 3, channels: [{ channel: 'apns', devices: 3 }] },
  },
  'notifications.list': {
    query: { limit: 50 },
    answer: { notifications: [NOTIFICATION], next_cursor: CURSOR },
  },
  'notifications.get': { ...ONE, answer: NOTIFICATION_DETAIL },
  'notifications.deliveries': {
    ...ONE,
    query: { state: 'accepted', limit: 50 },
    answer: { deliveries: [DELIVERY], next_cursor: null },
  },
  'notifications.cancel': { ...ONE, answer: { cancelled: 3, already_sent: 1 } },
  'events.publish': {
    body: {
      type: 'door.opened',
      title: 'The front door is open',
      source: 'Home',
      data: { door: 'front' },
      user_ids: [USER_ID],
    },
    answer: ACCEPTED,
  },
  'topics.create': {
    body: { name: 'releases', description: 'New versions' },
    answer: {
      name: 'releases',
      description: 'New versions',
      members: 0,
      joined: false,
      created_at: '2026-11-02T08:15:30.000Z',
    },
  },
  'topics.list': {
    query: { limit: 50 },
    answer: {
      topics: [
        {
          name: 'releases',
          description: 'New versions',
          members: 1_204,
          joined: true,
          created_at: '2026-11-02T08:15:30.000Z',
        },
      ],
      next_cursor: null,
    },
  },
  'topics.delete': TOPIC,
  'topics.members': {
    ...TOPIC,
    query: { limit: 50 },
    answer: {
      members: [
        {
          user_id: USER_ID,
          external_id: 'customer-17',
          email: USER.email,
          name: USER.name,
          since: '2026-11-02T08:15:30.000Z',
        },
      ],
      next_cursor: CURSOR,
    },
  },
  'topics.addMembers': { ...TOPIC, body: { user_ids: [USER_ID] }, answer: { changed: 1 } },
  'topics.removeMembers': { ...TOPIC, body: { external_ids: ['customer-17'] }, answer: { changed: 1 } },
};
