'use client';

import { useCallback, useMemo } from 'react';
import { useViewer } from '@/components/frame/viewer.tsx';
import { type Attempt, readAttempt } from '@/features/compose/attempt.ts';
import {
  type AudienceDraft,
  type Draft,
  emptyDraft,
  readDraft,
  type TextField,
} from '@/features/compose/draft.ts';
import { useKept } from '@/features/compose/use-kept.ts';

export interface Composition {
  readonly draft: Draft;
  /** False until what was kept in this browser has been read. */
  readonly isReady: boolean;
  readonly attempt: Attempt | null;
  readonly change: (members: Partial<Draft>) => void;
  readonly changeText: (field: TextField, text: string) => void;
  readonly changeAudience: (members: Partial<AudienceDraft>) => void;
  readonly setAttempt: (attempt: Attempt) => void;
  /** Begins anew. */
  readonly clear: () => void;
}

/** What is being composed, kept in this browser for the person who is signed in. */
export function useComposition(): Composition {
  const { user } = useViewer();
  const empty = useMemo(() => emptyDraft(user.role === 'admin' ? 'users' : 'self'), [user.role]);
  const {
    value: draft,
    isRead,
    setValue: setDraft,
  } = useKept(`draft.${user.id}`, { read: readDraft, initial: empty });
  const { value: attempt, setValue: changeAttempt } = useKept<Attempt | null>(`attempt.${user.id}`, {
    read: readAttempt,
    initial: null,
  });
  const change = useCallback(
    (members: Partial<Draft>) => setDraft((current) => ({ ...current, ...members })),
    [setDraft],
  );
  const changeText = useCallback(
    (field: TextField, text: string) =>
      setDraft((current) => ({ ...current, texts: { ...current.texts, [field]: text } })),
    [setDraft],
  );
  const changeAudience = useCallback(
    (members: Partial<AudienceDraft>) =>
      setDraft((current) => ({ ...current, audience: { ...current.audience, ...members } })),
    [setDraft],
  );
  const setAttempt = useCallback((made: Attempt) => changeAttempt(() => made), [changeAttempt]);
  const clear = useCallback(() => {
    setDraft(() => empty);
    changeAttempt(() => null);
  }, [setDraft, changeAttempt, empty]);
  return { draft, isReady: isRead, attempt, change, changeText, changeAudience, setAttempt, clear };
}
