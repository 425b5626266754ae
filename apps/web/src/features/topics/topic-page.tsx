'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { SendHorizontal } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { PageHeader, PageTitle } from '@/components/frame/page-header.tsx';
import { Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { AddMembers } from '@/features/topics/add-members.tsx';
import { MemberList } from '@/features/topics/member-list.tsx';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** One topic, for administrators: who belongs to it, and who else should. */
export function TopicPage({ topic }: { readonly topic: string }) {
  return (
    <>
      <PageHeader
        parent={{ label: 'Topics', href: '/topics' }}
        title={
          <PageTitle>
            <span className="font-mono [overflow-wrap:anywhere]">{topic}</span>
          </PageTitle>
        }
        description="What is sent to it reaches all devices of its members."
        action={
          <Button asChild variant="primary">
            <Link href={`/compose?topic=${encodeURIComponent(topic)}`}>
              <SendHorizontal aria-hidden />
              Send to it
            </Link>
          </Button>
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <MemberList topic={topic} />
        <div className="grid gap-5">
          <AddMembers topic={topic} />
          <DeleteTopic topic={topic} />
        </div>
      </div>
    </>
  );
}

function DeleteTopic({ topic }: { readonly topic: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation(
    trpc.topics.delete.mutationOptions({
      onSuccess: async () => {
        toast.success(`${topic} is deleted`);
        router.push('/topics');
        await queryClient.invalidateQueries(trpc.topics.list.pathFilter());
      },
      onError: (error) =>
        toast.error(`${topic} could not be deleted`, { description: failureOf(error).message }),
      onSettled: () => setIsAsking(false),
    }),
  );
  return (
    <Panel title="Danger zone">
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <p className="min-w-40 flex-1 text-ink-soft text-sm">
          Delete this topic. Its members keep their devices and what they got.
        </p>
        <Button variant="dangerOutline" onClick={() => setIsAsking(true)}>
          Delete…
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={`Delete ${topic}?`}
        description={
          <>
            <p>Nothing can be sent to it any more, and who belonged to it is forgotten.</p>
            <p>A message that is scheduled for it goes to nobody. What was sent stays in the history.</p>
          </>
        }
        confirmLabel="Delete"
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ topic })}
      />
    </Panel>
  );
}
