'use client';

import { Eraser } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ClientForm } from '@/components/client-form.tsx';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import { Button } from '@/components/ui/button.tsx';
import { AudiencePanel } from '@/features/compose/audience-panel.tsx';
import { ConfirmSend } from '@/features/compose/confirm-send.tsx';
import type { AudienceDraft } from '@/features/compose/draft.ts';
import { checkDraft } from '@/features/compose/draft-input.ts';
import { MessagePanel } from '@/features/compose/message-panel.tsx';
import { Previews } from '@/features/compose/previews.tsx';
import { SendPanel } from '@/features/compose/send-panel.tsx';
import { useComposition } from '@/features/compose/use-composition.ts';
import { useSelfTest, useSend } from '@/features/compose/use-send.ts';

interface ComposePageProps {
  /** Whom the link that led here was about; null: nobody. */
  readonly preset: Partial<AudienceDraft> | null;
}

/** Writing a notification: to whom, what, when; seen beforehand, tried on oneself, sent once. */
export function ComposePage({ preset }: ComposePageProps) {
  const { user } = useViewer();
  const composition = useComposition();
  const { draft } = composition;
  usePreset(composition, preset);
  const [shown, setShown] = useState<'nothing' | 'message' | 'all'>('nothing');
  const [isAsking, setIsAsking] = useState(false);
  const focusFirstError = useFocusFirstError();
  const send = useSend(composition);
  const selfTest = useSelfTest();

  const context = { userId: user.id, now: new Date() };
  const checked = checkDraft(draft, context);
  const forMyself = checkDraft(
    { ...draft, audience: { ...draft.audience, kind: 'self' }, isLater: false },
    context,
  );
  const looked = shown === 'message' ? forMyself : checked;
  const failure = send.failureFor(checked.isValid ? checked.input : null);
  const errors = {
    ...failure?.fields,
    ...selfTest.failure?.fields,
    ...(shown === 'nothing' || looked.isValid ? {} : looked.errors),
  };

  const trySelf = () => {
    setShown('message');
    if (forMyself.isValid) selfTest.start(forMyself.input);
    else focusFirstError();
  };
  const ask = () => {
    setShown('all');
    if (checked.isValid) setIsAsking(true);
    else focusFirstError();
  };
  return (
    <>
      <PageHeader
        title="Compose"
        description="Write a notification, see it, try it on yourself, send it."
        action={
          <Button
            variant="ghost"
            onClick={() => {
              composition.clear();
              setShown('nothing');
            }}
          >
            <Eraser aria-hidden />
            Start over
          </Button>
        }
      />
      <ClientForm
        aria-label="Notification"
        className="items-start gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]"
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <div className="grid gap-5">
          <AudiencePanel
            audience={draft.audience}
            onChange={composition.changeAudience}
            error={errors.audience}
          />
          <MessagePanel composition={composition} errors={errors} />
        </div>
        <div className="grid gap-5 lg:sticky lg:top-5">
          <Previews draft={draft} userId={user.id} />
          <SendPanel
            composition={composition}
            errors={errors}
            selfTest={selfTest}
            isSending={send.isPending}
            failure={failure}
            onSelfTest={trySelf}
            onSend={ask}
          />
        </div>
      </ClientForm>
      {isAsking && checked.isValid ? (
        <ConfirmSend
          input={checked.input}
          audience={draft.audience}
          isPending={send.isPending}
          onClose={() => setIsAsking(false)}
          onConfirm={() => send.send(checked.input, () => setIsAsking(false))}
        />
      ) : null}
    </>
  );
}

/** Fills in once whom the link was about, over what was kept. */
function usePreset(
  { isReady, changeAudience }: ReturnType<typeof useComposition>,
  preset: Partial<AudienceDraft> | null,
): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (!isReady || isDone.current || preset === null) return;
    isDone.current = true;
    changeAudience(preset);
  }, [isReady, preset, changeAudience]);
}

/** Leads to the first field that is wrong, once the page shows which one that is. */
function useFocusFirstError(): () => void {
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (asked > 0) document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus();
  }, [asked]);
  return () => setAsked((count) => count + 1);
}
