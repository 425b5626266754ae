'use client';

import { useCallback } from 'react';
import { useViewer } from '@/components/frame/viewer.tsx';
import { dischargeBeforeLeaving } from './discharge.ts';
import { usePushServer } from './use-push-server.ts';

/** What to await before a person signs out: their notifications stop coming to this browser (TOK-13). Never rejects. */
export function usePrepareToLeave(): () => Promise<void> {
  const { user, installationId } = useViewer();
  const server = usePushServer();
  return useCallback(
    () => dischargeBeforeLeaving(server, { userId: user.id, installationId }),
    [server, user.id, installationId],
  );
}
