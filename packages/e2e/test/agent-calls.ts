/** An agent and the secret that it was made with. */
export interface RunningAgent {
  readonly id: string;
  readonly secret: string;
}

export interface Polled {
  readonly status: number;
  /** Empty when it was refused. */
  readonly messages: ReadonlyArray<{ readonly delivery_id: string; readonly title: string }>;
}

/** HTTP Basic, as an agent that cannot sign authenticates (SEC-3). */
export function basic({ id, secret }: RunningAgent): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

/** Asks once for what waits for the agent. */
export async function pollAgent(apiUrl: string, agent: RunningAgent): Promise<Polled> {
  const response = await fetch(`${apiUrl}/api/v1/client/poll`, { headers: { authorization: basic(agent) } });
  const answer = (await response.json()) as { messages?: Polled['messages'] };
  return { status: response.status, messages: answer.messages ?? [] };
}

/** Says what became of a message; resolves with the answer's status. */
export async function acknowledge(
  apiUrl: string,
  agent: RunningAgent,
  ack: Readonly<Record<string, string>>,
): Promise<number> {
  const response = await fetch(`${apiUrl}/api/v1/client/ack`, {
    method: 'POST',
    headers: { authorization: basic(agent), 'content-type': 'application/json' },
    body: JSON.stringify(ack),
  });
  return response.status;
}
