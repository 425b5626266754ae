'use client';

import { useQuery } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useRef, useState } from 'react';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { PageHeader, PageTitle } from '@/components/frame/page-header.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import { MeaningBadge } from '@/components/meaning.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ActivityPanel } from '@/features/agents/activity-panel.tsx';
import { CredentialsPanel } from '@/features/agents/credentials-panel.tsx';
import { DangerZone } from '@/features/devices/danger-zone.tsx';
import { DeviceDeliveries } from '@/features/devices/device-deliveries.tsx';
import { DeviceFacts } from '@/features/devices/device-facts.tsx';
import { DeviceIcon } from '@/features/devices/device-icon.tsx';
import { deviceName, isReachable } from '@/features/devices/device-identity.ts';
import { DeviceMenu } from '@/features/devices/device-menu.tsx';
import { RenameField } from '@/features/devices/device-name.tsx';
import { DevicePreferencesPanel } from '@/features/devices/device-preferences-panel.tsx';
import { deviceStatus } from '@/features/devices/device-status.ts';
import { ThisBrowserBadge } from '@/features/devices/this-browser-badge.tsx';
import { useIsOwn } from '@/features/devices/use-is-own.ts';
import { useTestSend } from '@/features/devices/use-test-send.ts';
import { TestProgress } from '@/features/notifications/test-progress.tsx';
import { useNow } from '@/time/now.tsx';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Device } from '@/wire/wire-types.ts';

const REFRESH_MS = 10_000;

interface DevicePageProps {
  readonly id: string;
  /** Where agents reach the server. */
  readonly apiUrl: string;
}

/** One device: whether it works and why not, what was sent to it lately, and how to stop it. */
export function DevicePage({ id, apiUrl }: DevicePageProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.devices.get.queryOptions({ id }, { refetchInterval: REFRESH_MS }));
  if (query.data === undefined) {
    return query.isError ? <FailureNotice title="The device could not be loaded" query={query} /> : null;
  }
  return <LoadedDevice device={query.data} apiUrl={apiUrl} />;
}

function LoadedDevice({ device, apiUrl }: { readonly device: Device; readonly apiUrl: string }) {
  const { now, timeZone } = useNow();
  const menu = useRef<HTMLButtonElement>(null);
  const [isRenaming, setIsRenaming] = useState(false);
  const testSend = useTestSend(device);
  const { installationId } = useViewer();
  const status = deviceStatus(device, now, timeZone);
  const isOwn = useIsOwn(device);
  const endRename = () => {
    setIsRenaming(false);
    menu.current?.focus();
  };
  return (
    <>
      <PageHeader
        parent={
          isOwn || device.userId === null
            ? { label: 'Devices', href: '/devices' }
            : { label: 'Devices', href: `/devices?user=${device.userId}` }
        }
        title={
          <div className="flex min-w-0 items-center gap-3">
            <DeviceIcon device={device} size="lg" isMuted={device.status === 'revoked'} />
            <div className="min-w-0">
              {isRenaming ? (
                <RenameField device={device} onDone={endRename} />
              ) : (
                <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                  <PageTitle>{deviceName(device)}</PageTitle>
                  {isOwn && device.deviceId === installationId ? <ThisBrowserBadge /> : null}
                </div>
              )}
              <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-soft text-sm">
                <MeaningBadge meaning={status.meaning} word={status.word} />
                {status.reason}
              </p>
            </div>
          </div>
        }
        action={
          <div className="flex items-center gap-1.5">
            {isReachable(device) ? (
              <Button variant="primary" onClick={testSend.start} isPending={testSend.isStarting}>
                {testSend.isStarting ? null : <Send aria-hidden />}
                Send test
              </Button>
            ) : null}
            <DeviceMenu
              device={device}
              triggerRef={menu}
              hasOpenItem={false}
              onRename={() => setIsRenaming(true)}
              onTest={testSend.start}
            />
          </div>
        }
      />
      {testSend.isShown ? (
        <div className="mb-5">
          <TestProgress
            device={device}
            notificationId={testSend.notificationId}
            onDismiss={testSend.dismiss}
          />
        </div>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <div className="grid gap-5">
          {device.kind === 'agent' ? <ActivityPanel agent={device} /> : null}
          <DeviceDeliveries device={device} />
        </div>
        <div className="grid gap-5">
          <DeviceFacts device={device} isOwn={isOwn} />
          {device.kind === 'agent' ? (
            <CredentialsPanel agent={device} apiUrl={apiUrl} isReadOnly={!isOwn} />
          ) : null}
          {device.status === 'active' ? <DevicePreferencesPanel device={device} isReadOnly={!isOwn} /> : null}
          {device.status === 'active' && isOwn ? <DangerZone device={device} /> : null}
        </div>
      </div>
    </>
  );
}
