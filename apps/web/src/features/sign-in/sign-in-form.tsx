'use client';

import { loginInputSchema } from '@carillon/contracts/accounts';
import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { ClientForm } from '@/components/client-form.tsx';
import { FormFailure } from '@/components/form-failure.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { useSignIn } from '@/features/sign-in/use-sign-in.ts';

export function SignInForm({ next }: { readonly next: string }) {
  const { isPending, failure, start } = useSignIn('password', next);
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(loginInputSchema),
    defaultValues: { email: '', password: '' },
  });
  return (
    <ClientForm takesFocus onSubmit={handleSubmit((fields) => start(fields))}>
      <FormFailure failure={failure} />
      <Field
        label="Email"
        type="email"
        autoComplete="username"
        error={formState.errors.email?.message}
        {...register('email')}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="current-password"
        error={formState.errors.password === undefined ? undefined : 'Enter your password'}
        {...register('password')}
      />
      <Button type="submit" variant="primary" size="lg" isPending={isPending}>
        Sign in
      </Button>
    </ClientForm>
  );
}
