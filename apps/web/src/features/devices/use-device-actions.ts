'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { deviceName } from '@/features/devices/device-identity.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Device } from '@/wire/wire-types.ts';

/** What can be done to a device. Each refreshes whatever shows devices, and says what it did or why it could not. */
export function useDeviceActions(device: Device) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.devices.pathFilter());
  const name = deviceName(device);

  const rename = useMutation(trpc.devices.update.mutationOptions({ onSuccess: refresh }));
  const mute = useMutation(
    trpc.devices.update.mutationOptions({
      onSuccess: async (_, { mutedUntil }) => {
        await refresh();
        toast.success(mutedUntil === null ? `${name} gets notifications again` : `${name} is muted`);
      },
      onError: (error, { mutedUntil }) =>
        toast.error(`${name} could not be ${mutedUntil === null ? 'unmuted' : 'muted'}`, {
          description: failureOf(error).message,
        }),
    }),
  );
  const setTags = useMutation(
    trpc.devices.update.mutationOptions({
      // Each sends the whole list: one after the other, so that the last that was asked for is the last that is stored.
      scope: { id: `tags of ${device.id}` },
      onSuccess: refresh,
    }),
  );
  const revoke = useMutation(
    trpc.devices.revoke.mutationOptions({
      onSuccess: async () => {
        await refresh();
        toast.success(`${name} is revoked`, { description: 'It gets no more notifications.' });
      },
      onError: (error) =>
        toast.error(`${name} could not be revoked`, { description: failureOf(error).message }),
    }),
  );
  const test = useMutation(
    trpc.devices.test.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.notifications.list.pathFilter()),
      onError: (error) =>
        toast.error(`No test could be sent to ${name}`, { description: failureOf(error).message }),
    }),
  );
  return { rename, mute, setTags, revoke, test };
}
