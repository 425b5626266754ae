import { CircleAlert, CircleCheck, CircleDashed, CircleSlash } from 'lucide-react';
import { cn } from '@/components/ui/class-names.ts';

/** The four meanings of the dashboard. Each has a colour and an icon that stand for nothing else, and always a word. */
export type Meaning = 'working' | 'waiting' | 'attention' | 'stopped';

const LOOKS = {
  working: { icon: CircleCheck, text: 'text-working', soft: 'bg-working-soft text-working' },
  waiting: { icon: CircleDashed, text: 'text-waiting', soft: 'bg-waiting-soft text-waiting' },
  attention: { icon: CircleAlert, text: 'text-attention', soft: 'bg-attention-soft text-attention' },
  stopped: { icon: CircleSlash, text: 'text-stopped', soft: 'bg-stopped-soft text-stopped' },
} as const satisfies Record<Meaning, unknown>;

interface MeaningProps {
  readonly meaning: Meaning;
  readonly word: string;
  readonly className?: string;
}

export function MeaningIcon({
  meaning,
  className,
}: {
  readonly meaning: Meaning;
  readonly className?: string;
}) {
  const { icon: Icon, text } = LOOKS[meaning];
  return <Icon aria-hidden className={cn('size-4 shrink-0', text, className)} />;
}

/** A state in a list: icon and word. */
export function MeaningLabel({ meaning, word, className }: MeaningProps) {
  return (
    <span className={cn('inline-flex items-center gap-1.5 font-medium', LOOKS[meaning].text, className)}>
      <MeaningIcon meaning={meaning} className="size-3.5" />
      {word}
    </span>
  );
}

/** A state beside a heading: icon and word on a tint. */
export function MeaningBadge({ meaning, word, className }: MeaningProps) {
  return (
    <span
      className={cn(
        'inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 font-medium text-xs',
        LOOKS[meaning].soft,
        className,
      )}
    >
      <MeaningIcon meaning={meaning} className="size-3.5" />
      {word}
    </span>
  );
}
