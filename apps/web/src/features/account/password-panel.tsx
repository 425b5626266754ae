'use client';

import { changePasswordInputSchema } from '@carillon/contracts/accounts';
import { LIMITS } from '@carillon/contracts/limits';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { ClientForm } from '@/components/client-form.tsx';
import { FormFailure } from '@/components/form-failure.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import { Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** Changing the password; says before the click that it ends all other sessions. */
export function PasswordPanel() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { user } = useViewer();
  const { register, handleSubmit, reset, formState } = useForm({
    resolver: zodResolver(changePasswordInputSchema),
    defaultValues: { currentPassword: '', newPassword: '' },
  });
  const change = useMutation(
    trpc.auth.changePassword.mutationOptions({
      onSuccess: async () => {
        reset();
        toast.success('The password is changed', { description: 'All other sessions have ended.' });
        await queryClient.invalidateQueries(trpc.auth.listSessions.pathFilter());
      },
    }),
  );
  const failure = change.error === null ? null : failureOf(change.error);
  const { currentPassword, newPassword } = formState.errors;
  const isOfAField =
    failure?.fields.currentPassword !== undefined || failure?.fields.newPassword !== undefined;
  return (
    <Panel title="Password" description="Changing it signs you out everywhere else">
      <ClientForm className="p-4" onSubmit={handleSubmit((fields) => change.mutate(fields))}>
        <FormFailure failure={isOfAField ? null : failure} />
        <input type="hidden" name="username" autoComplete="username" value={user.email} readOnly />
        <Field
          label="Current password"
          type="password"
          autoComplete="current-password"
          error={
            currentPassword === undefined ? failure?.fields.currentPassword : 'Enter your current password'
          }
          {...register('currentPassword')}
        />
        <Field
          label="New password"
          type="password"
          autoComplete="new-password"
          hint={`At least ${LIMITS.passwordMin} characters`}
          error={newPassword?.message ?? failure?.fields.newPassword}
          {...register('newPassword')}
        />
        <Button type="submit" className="justify-self-start" isPending={change.isPending}>
          Change password
        </Button>
      </ClientForm>
    </Panel>
  );
}
