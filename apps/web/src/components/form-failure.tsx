import { CircleX } from 'lucide-react';

/** Why a form was not taken; announced as soon as it appears. */
export function FormFailure({ failure }: { readonly failure: { readonly message: string } | null }) {
  return (
    <div role="alert" className="empty:hidden">
      {failure === null ? null : (
        <p className="flex gap-2 rounded-lg bg-danger-soft px-3 py-2.5 text-danger text-sm">
          <CircleX aria-hidden className="mt-0.5 size-4 shrink-0" />
          {failure.message}
        </p>
      )}
    </div>
  );
}
