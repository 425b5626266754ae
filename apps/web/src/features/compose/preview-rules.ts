import type { Draft, TextField } from '@/features/compose/draft.ts';

export type PreviewPlatform = 'ios' | 'android' | 'desktop';

/** Room for one text: lines, and how many characters of average width fit into each. */
interface Room {
  readonly lines: number;
  readonly characters: number;
}

interface PreviewRules {
  readonly name: string;
  readonly title: Room;
  readonly subtitle: Room | null;
  readonly body: Room;
  /** The rule in words, beside the preview. */
  readonly rule: string;
  /** What was filled in and is not seen there, by the name of its field. */
  readonly unseen: Partial<Record<TextField | 'actions', string>>;
}

/**
 * What each system shows of a notification before anybody touches it. Systems measure in pixels, and people set their own
 * text sizes, so that the characters are an average.
 * https://developer.apple.com/design/human-interface-guidelines/notifications
 * https://developer.android.com/develop/ui/views/notifications
 * https://learn.microsoft.com/windows/apps/develop/notifications/app-notifications/adaptive-interactive-toasts
 */
export const PREVIEWS = {
  ios: {
    name: 'iPhone, lock screen',
    title: { lines: 1, characters: 34 },
    subtitle: { lines: 1, characters: 34 },
    body: { lines: 4, characters: 42 },
    rule: 'One line of title and of subtitle, four of text. A long press shows the rest.',
    unseen: {
      icon: 'icon (the app’s own is shown)',
      actions: 'buttons (the app brings those of its category)',
    },
  },
  android: {
    name: 'Android',
    title: { lines: 1, characters: 36 },
    subtitle: null,
    body: { lines: 1, characters: 44 },
    rule: 'One line of title, one of text. Pulled down, it shows the whole text.',
    unseen: {
      subtitle: 'subtitle',
      icon: 'icon (the app’s own is shown)',
      category: 'category',
      actions: 'buttons (the app adds its own)',
    },
  },
  desktop: {
    name: 'Browser on a computer',
    title: { lines: 2, characters: 36 },
    subtitle: null,
    body: { lines: 4, characters: 44 },
    rule: 'Windows: two lines of title, four of text, two buttons. macOS and Linux show less.',
    unseen: { subtitle: 'subtitle', sound: 'sound', category: 'category' },
  },
} as const satisfies Record<PreviewPlatform, PreviewRules>;

const ELLIPSIS = '…';

/** A piece of a text that fills one line, and what stood before it. */
interface Line {
  readonly text: string;
  readonly before: '\n' | ' ' | '';
}

/**
 * As much of a text as its room shows, with an ellipsis where it is cut. Only the text's own line breaks stay in it: how
 * wide a preview is on this page is another matter.
 */
export function cutToRoom(text: string, room: Room): { readonly text: string; readonly isCut: boolean } {
  const lines = text
    .trim()
    .split(/\r?\n/)
    .flatMap((line) => wrap(line, room.characters));
  if (lines.length <= room.lines) return { text: join(lines), isCut: false };
  const kept = lines.slice(0, room.lines);
  const last = kept.pop() as Line;
  const shortened = [...last.text]
    .slice(0, room.characters - 1)
    .join('')
    .trimEnd();
  return { text: join([...kept, { ...last, text: `${shortened}${ELLIPSIS}` }]), isCut: true };
}

function join([first, ...others]: readonly Line[]): string {
  return others.reduce((text, line) => text + line.before + line.text, first?.text ?? '');
}

/** Lines of at most `characters`, broken between words; a word that is longer than a line is broken itself. */
function wrap(line: string, characters: number): Line[] {
  const lines: Line[] = [];
  let current: Line = { text: '', before: '\n' };
  for (const word of line.split(/\s+/)) {
    const joined = current.text === '' ? word : `${current.text} ${word}`;
    if (length(joined) <= characters) {
      current = { ...current, text: joined };
      continue;
    }
    if (current.text !== '') {
      lines.push(current);
      current = { text: '', before: ' ' };
    }
    let rest = [...word];
    while (rest.length > characters) {
      lines.push({ ...current, text: rest.slice(0, characters).join('') });
      current = { text: '', before: '' };
      rest = rest.slice(characters);
    }
    current = { ...current, text: rest.join('') };
  }
  return [...lines, current];
}

/** In characters as people count them, not in UTF-16 units. */
function length(text: string): number {
  return [...text].length;
}

/** What a draft fills in and a system does not show, in words. */
export function unseenOn(platform: PreviewPlatform, draft: Draft): readonly string[] {
  const unseen: PreviewRules['unseen'] = PREVIEWS[platform].unseen;
  return Object.entries(unseen).flatMap(([field, words]) => {
    const isFilled =
      field === 'actions' ? draft.actions.length > 0 : draft.texts[field as TextField].trim() !== '';
    return isFilled ? [words] : [];
  });
}
