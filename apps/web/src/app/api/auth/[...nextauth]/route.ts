import { toAppError } from '@carillon/trpc/errors';
import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { authOptions } from '@/server/auth-options.ts';
import { readClient } from '@/server/caller.ts';
import { getContainer } from '@/server/container.ts';
import { problemResponse, refuseForeign } from '@/server/refuse-foreign.ts';

interface RouteContext {
  readonly params: Promise<{ nextauth: string[] }>;
}

async function handle(request: NextRequest, context: RouteContext): Promise<Response> {
  try {
    refuseForeign(request);
  } catch (error) {
    return problemResponse(toAppError(error));
  }
  return NextAuth(request, context, authOptions(getContainer(), await readClient()));
}

export { handle as GET, handle as POST };
