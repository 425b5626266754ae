import type { ReactNode } from 'react';
import { Palette } from '@/components/frame/palette.tsx';
import { PaletteProvider } from '@/components/frame/palette-state.tsx';
import { BottomBar, Rail } from '@/components/frame/rail.tsx';
import { ViewerProvider } from '@/components/frame/viewer.tsx';
import { readInstallationId } from '@/server/installation.ts';
import { findViewer } from '@/server/page-data.tsx';
import { WireProvider } from '@/wire/trpc.tsx';

export default async function DashboardLayout({ children }: { readonly children: ReactNode }) {
  const viewer = await findViewer();
  // Each page sends strangers to sign in and back to itself; a layout does not know which page it is around.
  if (viewer === null) return children;
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
