import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Palette } from '@/components/frame/palette.tsx';
import { PaletteProvider } from '@/components/frame/palette-state.tsx';
import { BottomBar, Rail } from '@/components/frame/rail.tsx';
import { ViewerProvider } from '@/components/frame/viewer.tsx';
import { PATH_HEADER } from '@/security/path-header.ts';
import { readInstallationId } from '@/server/installation.ts';
import { findViewer, sendToSignIn } from '@/server/page-data.tsx';
import { WireProvider } from '@/wire/trpc.tsx';

export default async function DashboardLayout({ children }: { readonly children: ReactNode }) {
  const viewer = await findViewer();
  // Pages ask for themselves; asking here too lets the answer be a plain redirect, before anything has been sent.
  if (viewer === null) return sendToSignIn((await headers()).get(PATH_HEADER) ?? '/');
  const installationId = await readInstallationId();
  const user = { ...viewer, createdAt: viewer.createdAt.toISOString() };
  return (
    <WireProvider>
      <ViewerProvider viewer={{ user, installationId }}>
        <PaletteProvider>
          <a
            href="#content"
            className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
          >
            Skip to the content
          </a>
          <div className="flex min-h-dvh">
            <Rail />
            <main id="content" className="min-w-0 flex-1 px-4 pt-5 pb-24 md:px-8 md:pt-7 md:pb-12">
              <div className="mx-auto max-w-5xl">{children}</div>
            </main>
          </div>
          <BottomBar />
          <Palette />
        </PaletteProvider>
      </ViewerProvider>
    </WireProvider>
  );
}
