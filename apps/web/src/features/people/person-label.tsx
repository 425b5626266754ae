'use client';

import { usePersonNames } from '@/features/people/use-person-names.ts';

/** Whose something is: by name, for administrators. `id` null: it belongs to nobody, as an anonymous subscription does. */
export function PersonLabel({ id }: { readonly id: string | null }) {
  const names = usePersonNames([id]);
  if (id === null) return <span className="text-ink-faint">nobody</span>;
  return <span className="[overflow-wrap:anywhere]">{names.get(id) ?? '…'}</span>;
}
