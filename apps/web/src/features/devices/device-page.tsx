'use client';

import { useQuery } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { CopyButton } from '@/components/copy-button.tsx';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { PageHeader, PageTitle } from '@/components/frame/page-header.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import { MeaningBadge } from '@/components/meaning.tsx';
import { Fact, Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ActivityPanel } from '@/features/agents/activity-panel.tsx';
import { CredentialsPanel } from '@/features/agents/credentials-panel.tsx';
import { DangerZone } from '@/features/devices/danger-zone.tsx';
import { DeviceDeliveries } from '@/features/devices/device-deliveries.tsx';
import { DeviceIcon } from '@/features/devices/device-icon.tsx';
import {
  deviceKindText,
  deviceName,
  isReachable,
  lastDeliveredAt,
  systemOf,
} from '@/features/devices/device-identity.ts';
import { DeviceMenu } from '@/features/devices/device-menu.tsx';
import { RenameField } from '@/features/devices/device-name.tsx';
import { DevicePreferencesPanel } from '@/features/devices/device-preferences-panel.tsx';
import { deviceStatus } from '@/features/devices/device-status.ts';
import { DeviceTags } from '@/features/devices/device-tags.tsx';
import { TagEditor } from '@/features/devices/tag-editor.tsx';
import { ThisBrowserBadge } from '@/features/devices/this-browser-badge.tsx';
import { useIsOwn } from '@/features/devices/use-is-own.ts';
import { useTestSend } from '@/features/devices/use-test-send.ts';
import { TestProgress } from '@/features/notifications/test-progress.tsx';
import { PersonLabel } from '@/features/people/person-label.tsx';
import { useNow } from '@/time/now.tsx';
import { RelativeTime } from '@/time/relative-time.tsx';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Device } from '@/wire/wire-types.ts';

const REFRESH_MS = 10_000;
const PROVIDER_NAMES = {
  webpush: 'Web push',
  apns: 'Apple push (APNs)',
  fcm: 'Firebase (FCM)',
  expo: 'Expo',
} as const;

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

interface DeviceFactsProps {
  readonly device: Device;
  readonly isOwn: boolean;
}

function DeviceFacts({ device, isOwn }: DeviceFactsProps) {
  // What kind of device it is names the system already; its version is the news.
  const system =
    device.osVersion === null ? '' : `${systemOf(device.userAgent) ?? ''} ${device.osVersion}`.trim();
  return (
    <Panel title={`About this ${device.kind === 'agent' ? 'agent' : 'device'}`}>
      <dl className="divide-y">
        <Fact label="Kind">{deviceKindText(device)}</Fact>
        {system === '' ? null : <Fact label="System">{system}</Fact>}
        {device.appVersion === null ? null : <Fact label="App version">{device.appVersion}</Fact>}
        {isOwn ? null : (
          <Fact label="Belongs to">
            {device.userId === null ? (
              <PersonLabel id={null} />
            ) : (
              <Link
                href={`/users/${device.userId}`}
                className="text-accent underline-offset-4 hover:underline"
              >
                <PersonLabel id={device.userId} />
              </Link>
            )}
          </Fact>
        )}
        <Fact label="Reached by">
          <ReachedBy device={device} />
        </Fact>
        {device.kind === 'agent' ? (
          <>
            <Fact label="Last poll">
              <MomentOrNever at={device.lastPollAt} />
            </Fact>
            <Fact label="Last acknowledged">
              <MomentOrNever at={device.lastAckAt} />
            </Fact>
          </>
        ) : (
          <>
            <Fact label="Last delivered">
              <MomentOrNever at={lastDeliveredAt(device)} />
            </Fact>
            <Fact label="Last seen">
              <MomentOrNever at={device.lastSeenAt} />
            </Fact>
          </>
        )}
        <Fact label="Registered">
          <RelativeTime at={device.createdAt} />
        </Fact>
        {device.revokedAt === null ? null : (
          <Fact label="Revoked">
            <RelativeTime at={device.revokedAt} />
          </Fact>
        )}
        <Fact label="Tags">
          {isOwn ? (
            <TagEditor device={device} />
          ) : device.tags.length === 0 ? (
            <span className="text-ink-soft">None</span>
          ) : (
            <DeviceTags tags={device.tags} />
          )}
        </Fact>
        {device.kind === 'agent' ? null : (
          <Fact label="Id">
            <Identifier text={device.id} what="id" />
          </Fact>
        )}
        {device.deviceId === null ? null : (
          <Fact label="Device id">
            <Identifier text={device.deviceId} what="device id" />
          </Fact>
        )}
      </dl>
    </Panel>
  );
}

function ReachedBy({ device }: { readonly device: Device }) {
  if (device.kind === 'agent') return <>Its inbox, from which it fetches messages</>;
  if (device.push === null) return <span className="text-ink-soft">Nothing yet</span>;
  return (
    <>
      {PROVIDER_NAMES[device.push.provider]}
      {device.push.environment === null ? null : (
        <span className="text-ink-soft"> · {device.push.environment}</span>
      )}
    </>
  );
}

function MomentOrNever({ at }: { readonly at: string | null }) {
  return at === null ? <span className="text-ink-soft">Never</span> : <RelativeTime at={at} />;
}

function Identifier({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 truncate font-mono text-xs">{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
