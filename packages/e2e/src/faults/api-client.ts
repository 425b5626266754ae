import { randomBytes } from 'node:crypto';
import { type NotificationId, notificationIdSchema } from '@carillon/contracts/ids';
import { z } from 'zod';

/** An administrator who sends over REST. */
export interface ApiClient {
  /** @throws {Error} unless it was answered with 202 */
  send(notification: Readonly<Record<string, unknown>>): Promise<NotificationId>;
  /** As `send`, for a server that may be in trouble; status 0 when there was no answer at all. */
  trySend(
    notification: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly id: NotificationId | null }>;
  /** The status of any other address; 0 without an answer. */
  status(path: string): Promise<number>;
}

const tokenSchema = z.object({ access_token: z.string() });
const sentSchema = z.object({ id: notificationIdSchema });

/** Makes the installation's first account, which is its administrator's, and sends as that one to any of the addresses. */
export async function signUp(apiUrl: string): Promise<(otherUrl: string) => ApiClient> {
  const account = { email: 'admin@example.com', password: randomBytes(12).toString('hex') };
  const answer = await fetch(`${apiUrl}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  const { access_token: token } = tokenSchema.parse(await answer.json());
  return (url) => clientOf(url, token);
}

function clientOf(url: string, token: string): ApiClient {
  const authorization = { authorization: `Bearer ${token}` };
  const trySend: ApiClient['trySend'] = async (notification, headers) => {
    const answer = await fetch(`${url}/api/v1/notifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: JSON.stringify({ title: 'Hello', ...notification }),
    }).catch(() => null);
    const body = await answer?.json().catch(() => null);
    return { status: answer?.status ?? 0, id: sentSchema.safeParse(body).data?.id ?? null };
  };
  return {
    trySend,
    send: async (notification) => {
      const { status, id } = await trySend(notification);
      if (status !== 202 || id === null) throw new Error(`A send was answered with ${status}`);
      return id;
    },
    status: async (path) => {
      const answer = await fetch(`${url}${path}`, { headers: authorization }).catch(() => null);
      await answer?.arrayBuffer().catch(() => null);
      return answer?.status ?? 0;
    },
  };
}
