'use client';

import { Check, Copy, Download, TriangleAlert } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { DialogFooter, OVERLAY, PANEL } from '@/components/ui/dialog-parts.tsx';

interface SecretOnceProps {
  readonly title: string;
  /** What it is for, and what to do with it. */
  readonly description: ReactNode;
  /** What it is called in buttons and warnings: "key", "secret". */
  readonly what: string;
  /** null: nothing to show, the dialog is closed. Whoever holds it forgets it in `onDone`. */
  readonly secret: string | null;
  /** What the download holds, for this secret. */
  readonly file: { readonly name: string; readonly text: string };
  readonly onDone: () => void;
  /** Where the focus goes afterwards: what made the secret may be gone by then. */
  readonly returnTo: RefObject<HTMLElement | null>;
  /** What else there is to know, under the secret. */
  readonly children?: ReactNode;
}

/** SEC-1, AUTH-5: shows a secret once, to be copied or downloaded; asks before it closes with neither done. */
export function SecretOnce(props: SecretOnceProps) {
  const { secret } = props;
  return (
    <Radix.Root open={secret !== null}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        {secret === null ? null : <Shown {...props} secret={secret} />}
      </Radix.Portal>
    </Radix.Root>
  );
}

function Shown({ secret, ...props }: SecretOnceProps & { readonly secret: string }) {
  const { what } = props;
  const [isKept, setIsKept] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const stay = useRef<HTMLButtonElement>(null);
  useWarnBeforeUnload(!isKept);
  // The button that was pressed is gone, and on a phone the question may stand below the edge.
  useEffect(() => {
    if (isAsking) stay.current?.focus();
  }, [isAsking]);
  const keep = () => {
    setIsKept(true);
    setIsAsking(false);
  };
  const leave = () => (isKept ? props.onDone() : setIsAsking(true));
  return (
    <Radix.Content
      className={cn(PANEL, 'sm:top-[12%] sm:max-w-lg')}
      onEscapeKeyDown={(event) => {
        event.preventDefault();
        leave();
      }}
      onInteractOutside={(event) => event.preventDefault()}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        props.returnTo.current?.focus();
      }}
    >
      <div className="grid gap-1">
        <Radix.Title className="font-semibold text-base">{props.title}</Radix.Title>
        <Radix.Description asChild>
          <div className="text-ink-soft text-sm">{props.description}</div>
        </Radix.Description>
      </div>
      <SecretText secret={secret} what={what} file={props.file} onKept={keep} />
      <p className="flex gap-2 rounded-lg bg-attention-soft px-3 py-2.5 text-attention text-sm">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        It is not shown again, and nobody can look it up: the server keeps only what it takes to recognise it.
      </p>
      {props.children}
      <div role="alert" className="empty:hidden">
        {isAsking ? (
          <p className="font-medium text-sm">
            You have neither copied nor downloaded this {what}. Close all the same? It cannot be brought back.
          </p>
        ) : null}
      </div>
      <DialogFooter>
        {isAsking ? (
          <>
            <Button ref={stay} onClick={() => setIsAsking(false)}>
              Keep it open
            </Button>
            <Button variant="danger" onClick={props.onDone}>
              Close without it
            </Button>
          </>
        ) : (
          <Button variant={isKept ? 'primary' : 'secondary'} onClick={leave}>
            Done
          </Button>
        )}
      </DialogFooter>
    </Radix.Content>
  );
}

/** A reload or a closed tab would lose the secret as well: the browser asks in its own words. */
function useWarnBeforeUnload(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isOn]);
}

interface SecretTextProps extends Pick<SecretOnceProps, 'what' | 'file'> {
  readonly secret: string;
  readonly onKept: () => void;
}

function SecretText({ secret, what, file, onKept }: SecretTextProps) {
  const text = useRef<HTMLElement>(null);
  const [note, setNote] = useState<'' | 'copied' | 'refused' | 'downloaded'>('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setNote('copied');
      onKept();
    } catch {
      // Without HTTPS, or when the person forbade it, there is no clipboard: they copy by themselves.
      if (text.current !== null) window.getSelection()?.selectAllChildren(text.current);
      setNote('refused');
    }
  };
  const download = () => {
    saveFile(file);
    setNote('downloaded');
    onKept();
  };
  return (
    <div className="grid gap-2">
      <code
        ref={text}
        onCopy={onKept}
        className="select-all rounded-lg border bg-canvas px-3 py-2.5 font-mono text-sm break-all"
      >
        {secret}
      </code>
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" onClick={() => void copy()}>
          {note === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
          Copy the {what}
        </Button>
        <Button onClick={download}>
          <Download aria-hidden />
          Download
        </Button>
        <output className="text-ink-soft text-xs">{NOTES[note]}</output>
      </div>
    </div>
  );
}

const NOTES = {
  '': '',
  copied: 'Copied',
  refused: 'This browser does not let pages copy. It is selected: press Ctrl or Cmd and C.',
  downloaded: 'Downloaded',
} as const;

/** Hands the person a text file, made in the browser: the secret does not travel again. */
function saveFile({ name, text }: SecretOnceProps['file']): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
