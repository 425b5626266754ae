'use client';

import { registerInputSchema } from '@carillon/contracts/accounts';
import { LIMITS } from '@carillon/contracts/limits';
import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { ClientForm } from '@/components/client-form.tsx';
import { FormFailure } from '@/components/form-failure.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { useSignIn } from '@/features/sign-in/use-sign-in.ts';

export function SignUpForm({ next }: { readonly next: string }) {
  const { isPending, failure, start } = useSignIn('sign-up', next);
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(registerInputSchema),
    defaultValues: { name: '', email: '', password: '' },
  });
  return (
    <ClientForm
      takesFocus
      onSubmit={handleSubmit(({ email, password, name }) => start({ email, password, name: name ?? '' }))}
    >
      <FormFailure failure={failure} />
      <Field
        label="Name (optional)"
        autoComplete="name"
        error={formState.errors.name?.message}
        {...register('name')}
      />
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
        autoComplete="new-password"
        hint={`At least ${LIMITS.passwordMin} characters`}
        error={formState.errors.password?.message}
        {...register('password')}
      />
      <Button type="submit" variant="primary" size="lg" isPending={isPending}>
        Create account
      </Button>
    </ClientForm>
  );
}
