import { writeFile } from 'node:fs/promises';
import { startControlServer } from '../control-server.ts';
import type { Exchange } from '../exchange.ts';
import { FaultEngine } from '../fault-engine.ts';
import { type FaultRule, faultScriptSchema } from '../fault-script.ts';
import { layFoundations } from '../foundations.ts';
import { HitLedger } from '../hit-ledger.ts';
import { ReceivedMessages } from '../received-messages.ts';
import { temporaryFile } from '../temporary-file.ts';
import { startTlsServer } from '../tls-server.ts';
import { fcmControlRoutes } from './control-routes.ts';
import { Registrations } from './registrations.ts';
import { SEND_PATH, SendService, type StoredMessage } from './send-service.ts';
import { makeServiceAccount } from './service-account.ts';
import type { FcmSimulator, FcmSimulatorOptions } from './simulator-interface.ts';
import { TokenEndpoint } from './token-endpoint.ts';

const TOKEN_PATH = '/token';
const PROJECT_ID = 'carillon-simulator';
/** Google's. */
const TOKEN_LIFETIME_SECONDS = 3600;
const MAX_RECEIVED_BYTES = 256 * 1024 * 1024;

/** Starts FCM and Google's token endpoint on loopback: TLS for senders, a control port for people and tests. */
export async function startFcmSimulator(options: FcmSimulatorOptions): Promise<FcmSimulator> {
  const projectId = options.projectId ?? PROJECT_ID;
  await using resources = new AsyncDisposableStack();
  const { tls, caFile, now, onError } = await layFoundations(options, resources);

  const ways = { send: new FaultEngine(now), token: new FaultEngine(now) };
  const registrations = new Registrations();
  const received = new ReceivedMessages<StoredMessage>({
    maxBytes: MAX_RECEIVED_BYTES,
    targetOf: ({ target }) => target,
    bytesOf: ({ json }) => json.length,
  });
  const hits = new HitLedger();
  const tokenHits = new HitLedger();
  // The account's file names the port that the server gets, so that requests wait until both are there.
  const services = Promise.withResolvers<{ sends: SendService; tokens: TokenEndpoint }>();
  const server = resources.use(
    await startTlsServer({
      port: options.port ?? 0,
      tls,
      handle: async (exchange) => route(exchange, await services.promise),
      onError,
    }),
  );
  const baseUrl = `https://127.0.0.1:${server.port}`;
  const account = await makeServiceAccount(projectId, `${baseUrl}${TOKEN_PATH}`);
  const tokens = new TokenEndpoint({
    account,
    lifetimeSeconds: options.tokenLifetimeSeconds ?? TOKEN_LIFETIME_SECONDS,
    faults: ways.token,
    hits: tokenHits,
    now,
  });
  const sends = new SendService({
    projectId,
    tokens,
    registrations,
    received,
    faults: ways.send,
    hits,
    now,
  });
  services.resolve({ sends, tokens });
  const serviceAccountFile =
    options.serviceAccountFile ?? (await temporaryFile(resources, 'service-account.json'));
  await writeFile(serviceAccountFile, JSON.stringify(account.file, null, 2), { mode: 0o600 });
  const routes = fcmControlRoutes(() => simulator);
  const control = resources.use(
    await startControlServer({ port: options.controlPort ?? 0, routes, onError }),
  );

  const owned = resources.move();
  let rules: FaultRule[] = [];
  const simulator: FcmSimulator = {
    settings: {
      baseUrl,
      serviceAccountFile,
      projectId,
      controlUrl: `http://127.0.0.1:${control.port}`,
      caFile,
      environment: {
        FCM_SERVICE_ACCOUNT: serviceAccountFile,
        FCM_BASE_URL: baseUrl,
        NODE_EXTRA_CA_CERTS: caFile,
      },
    },
    serviceAccount: account.file,
    caPem: tls.caPem,
    putScript: (script) => {
      rules = faultScriptSchema.parse(script).rules;
      ways.token.put({ rules: rules.filter(isForTokens) });
      ways.send.put({ rules: rules.filter((rule) => !isForTokens(rule)) });
    },
    script: () => ({ rules }),
    hits: () => hits.report(),
    recentHits: () => hits.recent(),
    tokenHits: () => tokenHits.report(),
    clearHits: () => {
      hits.clear();
      tokenHits.clear();
    },
    mint: (registration) => registrations.mint(registration),
    change: (token, registration) => registrations.change(token, registration),
    messages: (token) =>
      received.of(token).map(({ json, ...rest }) => ({ ...rest, message: JSON.parse(json) })),
    revokeAccessTokens: () => tokens.revokeAll(),
    issueAccessToken: () => tokens.issueForSending(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return simulator;
}

async function route(
  exchange: Exchange,
  { sends, tokens }: { sends: SendService; tokens: TokenEndpoint },
): Promise<void> {
  if (exchange.path === TOKEN_PATH) return tokens.handle(exchange);
  if (exchange.method === 'POST' && SEND_PATH.test(exchange.path)) return sends.handle(exchange);
  // What Google's front end says of addresses that it does not know.
  exchange.send({
    status: 404,
    headers: { 'Content-Type': 'text/html; charset=UTF-8' },
    body: '<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>',
  });
}

function isForTokens({ match }: FaultRule): boolean {
  return match.pathPrefix?.startsWith(TOKEN_PATH) === true;
}
