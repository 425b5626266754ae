import type { UserView } from '@carillon/contracts/accounts';
import { AppError } from '@carillon/contracts/errors';
import { appRouter } from '@carillon/trpc/router';
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { notFound, redirect } from 'next/navigation';
import { cache, type ReactNode } from 'react';
import { authenticateByCookie } from '@/server/caller.ts';
import { getContainer } from '@/server/container.ts';
import { createWebContext } from '@/server/trpc-context.ts';

/** The person who is signed in, from the database; null for nobody. Asked once a request. */
export const findViewer = cache(async (): Promise<UserView | null> => {
  const caller = await authenticateByCookie();
  if (caller === null) return null;
  return getContainer().services.auth.accounts.me(caller);
});

/**
 * The person who is signed in; everybody else is sent to sign in and then back to `path`. Every page calls it itself,
 * because a layout is not rendered anew for each of its pages.
 */
export async function requireViewer(path: string): Promise<UserView> {
  const viewer = await findViewer();
  return viewer ?? sendToSignIn(path);
}

/** As {@link requireViewer}, for pages of administrators; to everybody else there is no such page. */
export async function requireAdmin(path: string): Promise<UserView> {
  const viewer = await requireViewer(path);
  return viewer.role === 'admin' ? viewer : notFound();
}

/** Ends the rendering: signing in comes first, and then `path`. */
export function sendToSignIn(path: string): never {
  redirect(`/sign-in?next=${encodeURIComponent(path)}`);
}

/** The router, called in this process in the name of the person who asks, and the cache that the browser goes on with. */
export const serverQueries = cache(async () => {
  const queryClient = new QueryClient();
  const ctx = await createWebContext();
  return { queryClient, trpc: createTRPCOptionsProxy({ ctx, router: appRouter, queryClient }) };
});

/** Hands what was read to the browser as the JSON that its own calls would have got. */
export async function Hydrated({ children }: { readonly children: ReactNode }) {
  const { queryClient } = await serverQueries();
  const state = dehydrate(queryClient, { serializeData: asJson });
  return <HydrationBoundary state={state}>{children}</HydrationBoundary>;
}

function asJson(data: unknown): unknown {
  const json: unknown = JSON.parse(JSON.stringify(data));
  // Cursors are the browser's own and no answer: JSON would turn the first one, undefined, into null.
  const hasPages = typeof data === 'object' && data !== null && 'pageParams' in data;
  return hasPages ? { ...(json as object), pageParams: data.pageParams } : json;
}

/** Whether a read failed because there is no such thing, or none that this person may see. */
export function isHidden(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof AppError ? error.cause : error;
  return cause instanceof AppError && ['not_found', 'forbidden', 'validation_failed'].includes(cause.code);
}
