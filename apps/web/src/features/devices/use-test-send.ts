'use client';

import { useState } from 'react';
import { useDeviceActions } from '@/features/devices/use-device-actions.ts';
import type { Device } from '@/wire/wire-types.ts';

export interface TestSend {
  readonly isShown: boolean;
  /** The server has been asked and has not answered. */
  readonly isStarting: boolean;
  /** null until the server has taken the test. */
  readonly notificationId: string | null;
  readonly start: () => void;
  readonly dismiss: () => void;
}

/** Sends a test to one device and keeps it in sight until it is dismissed or replaced by another one. */
export function useTestSend(device: Device): TestSend {
  const { test } = useDeviceActions(device);
  const [isShown, setIsShown] = useState(false);
  const start = () => {
    if (test.isPending) return;
    setIsShown(true);
    test.mutate({ id: device.id }, { onError: () => setIsShown(false) });
  };
  return {
    isShown,
    isStarting: test.isPending,
    notificationId: test.data?.notificationId ?? null,
    start,
    dismiss: () => setIsShown(false),
  };
}
