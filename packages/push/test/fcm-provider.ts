import type { FcmSimulator } from '@carillon/simulators/fcm/simulator-interface';
import { createFcmProvider, type FcmDependencies } from '../src/providers/fcm/client.ts';
import { FCM_DEFAULTS, type FcmSettings, serviceAccountJsonSchema } from '../src/providers/fcm/settings.ts';
import type { Provider, SendRequest } from '../src/providers/provider.ts';
import { aSendRequest } from './send-request.ts';

/** An FCM request for tests, to another device each time, in which every member can be replaced. */
export function anFcmRequest(token: string, changes: Partial<SendRequest<'fcm'>>): SendRequest<'fcm'> {
  return aSendRequest<'fcm'>({ provider: 'fcm', token }, changes);
}

/** What the provider is told so that it sends to the simulator, with the simulator's own service account. */
export function fcmSettings(
  simulator: Pick<FcmSimulator, 'settings' | 'serviceAccount' | 'caPem'>,
  changes: Partial<FcmSettings>,
): FcmSettings {
  return {
    ...FCM_DEFAULTS,
    credentials: serviceAccountJsonSchema.parse(JSON.stringify(simulator.serviceAccount)),
    baseUrl: simulator.settings.baseUrl,
    dashboardUrl: 'https://push.example.com',
    testCaPem: simulator.caPem,
    ...changes,
  };
}

export const SYSTEM: FcmDependencies = { now: () => new Date(), monotonicMs: () => performance.now() };

/** A real FCM provider for tests. */
export function makeFcmProvider(settings: FcmSettings): Provider<'fcm'> & AsyncDisposable {
  const provider = createFcmProvider(settings, SYSTEM);
  return Object.assign(provider, { [Symbol.asyncDispose]: () => provider.close() });
}
