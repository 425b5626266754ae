import type { TextField } from '@/features/compose/draft.ts';
import type { FieldErrors } from '@/features/compose/draft-input.ts';
import type { Composition } from '@/features/compose/use-composition.ts';

/** What every group of a composition's fields gets. */
export interface MessageFieldsProps {
  readonly composition: Composition;
  readonly errors: FieldErrors;
}

/** Where the server names a field other than the draft does. */
const PATHS: Partial<Record<TextField, string>> = {
  lifetime: 'ttlSeconds',
  threadId: 'apns.threadId',
  relevanceScore: 'apns.relevanceScore',
  channelId: 'fcm.channelId',
  analyticsLabel: 'fcm.analyticsLabel',
};

/** What a text field of the draft needs: its value, its change, its error. */
export function textProps({ composition, errors }: MessageFieldsProps, field: TextField) {
  return {
    value: composition.draft.texts[field],
    error: errors[PATHS[field] ?? field],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      composition.changeText(field, event.target.value),
  };
}
