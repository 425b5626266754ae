'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { toast } from 'sonner';
import { FormFailure } from '@/components/form-failure.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import { Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { DeleteUserDialog } from '@/features/users/delete-user-dialog.tsx';
import { useUserActions } from '@/features/users/use-user-actions.ts';
import { userName } from '@/features/users/user-words.ts';
import { failureOf } from '@/wire/failure.ts';
import type { UserEntry } from '@/wire/wire-types.ts';

type Asked = 'role' | 'disable' | 'enable' | 'delete';

/** What changes what somebody may do, or takes them away; each says what it ends before it does. */
export function UserDangerZone({ user }: { readonly user: UserEntry }) {
  const router = useRouter();
  const [asked, setAsked] = useState<Asked | null>(null);
  const isAdmin = user.role === 'admin';
  const isDisabled = user.disabledAt !== null;
  const close = () => setAsked(null);
  return (
    <Panel title="Danger zone">
      <ul className="divide-y">
        <Action
          text={
            isAdmin
              ? 'Take the administrator’s rights away. Their own devices stay theirs.'
              : 'Make them an administrator. They send to everybody, see and change everything.'
          }
          label={isAdmin ? 'Make member…' : 'Make administrator…'}
          isEnding={isAdmin}
          onClick={() => setAsked('role')}
        />
        <Action
          text={
            isDisabled
              ? 'Enable the account. They can sign in again; keys and sessions that ended stay ended.'
              : 'Disable the account. Its sessions and API keys end, and its devices get nothing.'
          }
          label={isDisabled ? 'Enable…' : 'Disable…'}
          isEnding={!isDisabled}
          onClick={() => setAsked(isDisabled ? 'enable' : 'disable')}
        />
        <Action
          text="Delete the account, with its devices and their history."
          label="Delete…"
          isEnding
          onClick={() => setAsked('delete')}
        />
      </ul>
      <ChangeDialog user={user} asked={asked} onClose={close} />
      <DeleteUserDialog
        user={user}
        isOpen={asked === 'delete'}
        onOpenChange={(isOpen) => (isOpen ? undefined : close())}
        onDeleted={() => router.push('/users')}
      />
    </Panel>
  );
}

interface ActionProps {
  readonly text: string;
  readonly label: string;
  /** It takes something away. */
  readonly isEnding: boolean;
  readonly onClick: () => void;
}

function Action({ text, label, isEnding, onClick }: ActionProps) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
      <p className="min-w-40 flex-1 text-ink-soft text-sm">{text}</p>
      <Button variant={isEnding ? 'dangerOutline' : 'secondary'} onClick={onClick}>
        {label}
      </Button>
    </li>
  );
}

interface ChangeDialogProps {
  readonly user: UserEntry;
  readonly asked: Asked | null;
  readonly onClose: () => void;
}

function ChangeDialog({ user, asked, onClose }: ChangeDialogProps) {
  const { update } = useUserActions(user);
  const { user: viewer } = useViewer();
  const change = asked === null || asked === 'delete' ? null : changes(user, user.id === viewer.id)[asked];
  const close = () => {
    onClose();
    update.reset();
  };
  return (
    <ConfirmDialog
      isOpen={change !== null}
      onOpenChange={(isOpen) => (isOpen ? undefined : close())}
      title={change?.title ?? ''}
      description={
        <>
          {change?.description}
          <FormFailure failure={update.error === null ? null : failureOf(update.error)} />
        </>
      }
      confirmLabel={change?.label ?? ''}
      tone={change?.tone ?? 'danger'}
      isPending={update.isPending}
      onConfirm={() => {
        if (change === null) return;
        update.mutate(
          { id: user.id, ...change.input },
          {
            onSuccess: () => {
              toast.success(change.done);
              close();
            },
          },
        );
      }}
    />
  );
}

interface Change {
  readonly title: string;
  readonly description: ReactNode;
  readonly label: string;
  readonly tone: 'danger' | 'primary';
  readonly input: { readonly role?: 'admin' | 'member'; readonly disabled?: boolean };
  readonly done: string;
}

function changes(user: UserEntry, isSelf: boolean): Record<Exclude<Asked, 'delete'>, Change> {
  const name = userName(user);
  const isAdmin = user.role === 'admin';
  return {
    role: {
      title: isAdmin ? `Make ${name} a member?` : `Make ${name} an administrator?`,
      description: (
        <p>
          {isAdmin
            ? `From the next request on, ${isSelf ? 'you see your' : 'they see their'} own devices only. An administrator has to remain.`
            : 'They will send to everybody, read every device and message, and change settings, users and keys. That includes you.'}
        </p>
      ),
      label: isAdmin ? 'Make member' : 'Make administrator',
      tone: isAdmin ? 'danger' : 'primary',
      input: { role: isAdmin ? 'member' : 'admin' },
      done: isAdmin ? `${name} is a member now` : `${name} is an administrator now`,
    },
    disable: {
      title: `Disable ${name}?`,
      description: (
        <>
          <p>
            Every session and API key {isSelf ? 'of yours' : 'of theirs'} ends at once and for good, agents
            are refused, and {isSelf ? 'your' : 'their'} devices get no messages while it lasts.
          </p>
          <p>Devices and history stay. An administrator can enable the account again.</p>
          {isSelf ? <p className="font-medium text-ink">This is you: you are signed out here too.</p> : null}
        </>
      ),
      label: 'Disable',
      tone: 'danger',
      input: { disabled: true },
      done: `${name} is disabled`,
    },
    enable: {
      title: `Enable ${name}?`,
      description: (
        <p>They can sign in again, and their devices get messages again. They need new API keys.</p>
      ),
      label: 'Enable',
      tone: 'primary',
      input: { disabled: false },
      done: `${name} is enabled`,
    },
  };
}
