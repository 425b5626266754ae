import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: ReactNode;
  readonly children?: ReactNode;
}

/** Stands where a list would be: nothing there yet, or it cannot be shown; and what leads on. */
export function Notice({ icon: Icon, title, text, children }: NoticeProps) {
  return (
    <div className="grid justify-items-center gap-1 px-6 py-14 text-center">
      <span className="mb-2 grid size-11 place-items-center rounded-xl border bg-surface text-ink-soft dark:bg-raised">
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <h2 className="font-semibold">{title}</h2>
      <p className="max-w-md text-balance text-ink-soft text-sm">{text}</p>
      {children === undefined ? null : (
        <div className="mt-4 flex flex-wrap justify-center gap-2">{children}</div>
      )}
    </div>
  );
}
