import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFcmSimulator } from '@carillon/simulators/fcm/simulator';
import type { FcmSimulator } from '@carillon/simulators/fcm/simulator-interface';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApplicationDefaultGrant } from '../src/providers/fcm/application-default.ts';
import { anFcmRequest, fcmSettings, makeFcmProvider } from './fcm-provider.ts';

const DEADLINE_MS = 10_000;
const BASE = '/computeMetadata/v1';
/** What the library looks at, in its order, before it asks the metadata server. */
const ELSEWHERE = ['GOOGLE_APPLICATION_CREDENTIALS', 'GOOGLE_CLOUD_PROJECT', 'GCLOUD_PROJECT'] as const;

type MetadataAnswer = { status: number; body: string } | 'hang';

/** The metadata server of a machine at Google, as far as credentials go. */
class MetadataServer {
  readonly asked: string[] = [];
  readonly answers = new Map<string, MetadataAnswer>();
  readonly #server: Server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    this.asked.push(path);
    const answer = this.answers.get(path) ?? { status: 404, body: '' };
    if (answer === 'hang') return;
    response.writeHead(answer.status, {
      'Metadata-Flavor': 'Google',
      'Content-Type': answer.body.startsWith('{') ? 'application/json' : 'text/plain',
    });
    response.end(answer.body);
  });

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

let simulator: FcmSimulator;
let metadata: MetadataServer;
let environment: NodeJS.ProcessEnv;

// Loading the library takes seconds on a busy machine, and would be taken off the first test's deadline.
beforeAll(async () => {
  await import('google-auth-library');
});
beforeEach(async () => {
  environment = { ...process.env };
  simulator = await startFcmSimulator({});
  metadata = new MetadataServer();
  for (const name of ELSEWHERE) delete process.env[name];
  process.env.CLOUDSDK_CONFIG = '/nonexistent';
  process.env.GCE_METADATA_HOST = await metadata.start();
  process.env.METADATA_SERVER_DETECTION = 'assume-present';
  metadata.answers.set(`${BASE}/project/project-id`, { status: 200, body: simulator.settings.projectId });
  metadata.answers.set(`${BASE}/universe/universe-domain`, { status: 200, body: 'googleapis.com' });
});
afterEach(async () => {
  process.env = environment;
  await metadata.stop();
  await simulator[Symbol.asyncDispose]();
});

const TOKEN_PATH = `${BASE}/instance/service-accounts/default/token`;
const grantTokens = (lifetimeSeconds: number) =>
  metadata.answers.set(TOKEN_PATH, {
    status: 200,
    body: JSON.stringify({ access_token: simulator.issueAccessToken(), expires_in: lifetimeSeconds }),
  });
const provider = (projectId: string | null) =>
  makeFcmProvider(fcmSettings(simulator, { credentials: { kind: 'application_default' }, projectId }));

describe('application default credentials', () => {
  it('DIS-10: send with the machine’s own account, for its own project, asked once for many', async () => {
    grantTokens(3600);
    await using fcm = provider(null);
    for (let sends = 0; sends < 5; sends += 1) {
      const request = anFcmRequest(simulator.mint({}), {});
      expect(await fcm.send(request, DEADLINE_MS)).toMatchObject({ class: 'accepted' });
    }
    expect(metadata.asked.filter((path) => path === TOKEN_PATH)).toHaveLength(1);
  });

  it('DIS-10: a token that was revoked is replaced, though the library still holds it', async () => {
    grantTokens(3600);
    await using fcm = provider(null);
    await fcm.send(anFcmRequest(simulator.mint({}), {}), DEADLINE_MS);
    simulator.revokeAccessTokens();
    grantTokens(3600);
    const outcome = await fcm.send(anFcmRequest(simulator.mint({}), {}), DEADLINE_MS);
    expect(outcome).toMatchObject({ class: 'accepted' });
  });

  it('DIS-10: a project that is named wins over the machine’s', async () => {
    grantTokens(3600);
    await using fcm = provider('another');
    const outcome = await fcm.send(anFcmRequest(simulator.mint({}), {}), DEADLINE_MS);
    expect(outcome).toMatchObject({ class: 'config', reason: 'permission_denied' });
  });

  it('DIS-5: a project that nobody names is our fault, and nothing is sent', async () => {
    grantTokens(3600);
    metadata.answers.delete(`${BASE}/project/project-id`);
    await using fcm = provider(null);
    const outcome = await fcm.send(anFcmRequest(simulator.mint({}), {}), DEADLINE_MS);
    expect(outcome).toMatchObject({ class: 'config', reason: 'project_unknown' });
    expect(simulator.hits().hits).toBe(0);
  });

  it('DIS-5: a machine without an account is our fault, and says nothing of the machine', async () => {
    const result = await createApplicationDefaultGrant('p')(DEADLINE_MS);
    expect(result).toEqual({
      ok: false,
      failure: { class: 'config', reason: 'credentials_refused', providerCode: '404' },
    });
  });

  it('F-7: a metadata server that hangs holds nobody beyond the deadline', async () => {
    metadata.answers.set(TOKEN_PATH, 'hang');
    expect(await createApplicationDefaultGrant('p')(200)).toMatchObject({
      failure: { class: 'transient', reason: 'token_unavailable', providerCode: 'timeout' },
    });
  });
});
