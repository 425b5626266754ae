import type { TRPCClient } from '@trpc/client';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from './app-router.ts';

/** What the server takes. */
export type Inputs = inferRouterInputs<AppRouter>;
/** What the server answers, as it travels: JSON, so that times are ISO 8601 strings. */
export type Outputs = inferRouterOutputs<AppRouter>;

/** tRPC's client for the whole server. */
export type CarillonClient = TRPCClient<AppRouter>;

export type Device = Outputs['devices']['get'];
export type TokenPair = Outputs['auth']['login'];
export type User = TokenPair['user'];
/** How an app registers itself; agents are created in the dashboard. */
export type DeviceRegistration = Extract<Inputs['devices']['register'], { readonly platform: string }>;
export type Environment = NonNullable<Inputs['devices']['replaceToken']['environment']>;
export type Provider = NonNullable<Inputs['devices']['replaceToken']['provider']>;
