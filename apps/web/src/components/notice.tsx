import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  readonly icon: LucideIcon;
  readonly title: string;
  /** It is all that the page shows, and its heading. */
  readonly isWholePage?: boolean;
  readonly text: ReactNode;
  readonly children?: ReactNode;
}

/** Stands where a list would be: nothing there yet, or it cannot be shown; and what leads on. */
export function Notice({ icon: Icon, title, isWholePage, text, children }: NoticeProps) {
  const Heading = isWholePage ? 'h1' : 'h2';
  return (
    <div className="grid justify-items-center gap-1 px-6 py-14 text-center">
      <span className="mb-2 grid size-11 place-items-center rounded-xl border bg-surface text-ink-soft dark:bg-raised">
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <Heading className="font-semibold">{title}</Heading>
      <p className="max-w-md text-balance text-ink-soft text-sm">{text}</p>
      {children === undefined ? null : (
        <div className="mt-4 flex flex-wrap justify-center gap-2">{children}</div>
      )}
    </div>
  );
}
