'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { User } from '@/wire/wire-types.ts';

export interface Viewer {
  readonly user: User;
  /** The `device_id` under which this browser registers. */
  readonly installationId: string;
}

const ViewerContext = createContext<Viewer | null>(null);

export function ViewerProvider({
  viewer,
  children,
}: {
  readonly viewer: Viewer;
  readonly children: ReactNode;
}) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}

/** Who is signed in, in which browser. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error('useViewer needs a ViewerProvider above it');
  return viewer;
}
