/** One person's account, as an integrator uses it: over REST, with an access token. */
export interface Account {
  readonly userId: string;
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body: object): Promise<Answer>;
  /** Sends to all devices of this account, and resolves with the notification once nothing of it is under way. */
  sendToSelf(message: { title: string; body?: string; url?: string }): Promise<SentNotification>;
}

export interface SentNotification {
  readonly id: string;
  readonly status: string;
  /** Deliveries by state, and their total. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Why a call was refused, as its problem document says. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;

  constructor(status: number, detail: string) {
    super(`${status}: ${detail}`);
    this.status = status;
  }
}

const SETTLED_LIMIT_MS = 30_000;
const POLL_MS = 50;

/** Signs in to an account that exists. */
export async function signInByRest(apiUrl: string, email: string, password: string): Promise<Account> {
  const call = async <Answer>(method: string, path: string, token: string | null, body?: object) => {
    const response = await fetch(`${apiUrl}/api/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new RefusedError(response.status, text);
    return (text === '' ? null : JSON.parse(text)) as Answer;
  };
  const session = await call<{ access_token: string; user: { id: string } }>('POST', '/auth/login', null, {
    email,
    password,
  });
  const token = session.access_token;
  const get = <Answer>(path: string) => call<Answer>('GET', path, token);
  const post = <Answer>(path: string, body: object) => call<Answer>('POST', path, token, body);
  return {
    userId: session.user.id,
    get,
    post,
    async sendToSelf(message) {
      const audience = { user_ids: [session.user.id] };
      const { id } = await post<{ id: string }>('/notifications', { audience, ...message });
      return await settled(() => get<SentNotification>(`/notifications/${id}`));
    },
  };
}

async function settled(read: () => Promise<SentNotification>): Promise<SentNotification> {
  const limit = AbortSignal.timeout(SETTLED_LIMIT_MS);
  for (;;) {
    const notification = await read();
    if (notification.status === 'done') return notification;
    if (limit.aborted) throw new Error(`Still under way after 30 s: ${JSON.stringify(notification)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
