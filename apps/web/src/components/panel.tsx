import { type ReactNode, useId } from 'react';

interface PanelProps {
  readonly title: string;
  readonly description?: string | undefined;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, description, action, children }: PanelProps) {
  const headingId = useId();
  return (
    <section aria-labelledby={headingId} className="rounded-xl border bg-surface shadow-xs">
      <div className="flex flex-wrap items-center justify-between gap-2 border-b px-4 py-3">
        <div className="min-w-0 flex-1 basis-48">
          <h2 id={headingId} className="font-semibold text-sm">
            {title}
          </h2>
          {description === undefined ? null : <p className="text-ink-soft text-xs">{description}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** One fact of a list of facts (`dl`). */
export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 px-4 py-1.5 sm:grid sm:grid-cols-[9rem_minmax(0,1fr)]">
      <dt className="text-ink-soft text-sm">{label}</dt>
      <dd className="min-w-0 text-sm [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
