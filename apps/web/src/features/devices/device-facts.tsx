'use client';

import Link from 'next/link';
import { CopyButton } from '@/components/copy-button.tsx';
import { Fact, Panel } from '@/components/panel.tsx';
import { deviceKindText, lastDeliveredAt, systemOf } from '@/features/devices/device-identity.ts';
import { DeviceTags } from '@/features/devices/device-tags.tsx';
import { TagEditor } from '@/features/devices/tag-editor.tsx';
import { PersonLabel } from '@/features/people/person-label.tsx';
import { RelativeTime } from '@/time/relative-time.tsx';
import type { Device } from '@/wire/wire-types.ts';

const PROVIDER_NAMES = {
  webpush: 'Web push',
  apns: 'Apple push (APNs)',
  fcm: 'Firebase (FCM)',
  expo: 'Expo',
} as const;

interface DeviceFactsProps {
  readonly device: Device;
  readonly isOwn: boolean;
}

/** What is known of a device: what it is, how it is reached, when it was there. */
export function DeviceFacts({ device, isOwn }: DeviceFactsProps) {
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
