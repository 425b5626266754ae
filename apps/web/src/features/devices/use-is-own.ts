'use client';

import { useViewer } from '@/components/frame/viewer.tsx';
import type { Device } from '@/wire/wire-types.ts';

/** Whether the device belongs to the person who looks; administrators see others' too, and change none of them. */
export function useIsOwn({ userId }: Pick<Device, 'userId'>): boolean {
  return useViewer().user.id === userId;
}
