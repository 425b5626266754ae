/** The looks that every control for text shares. */
export const CONTROL =
  'w-full min-w-0 rounded-md border border-line-strong/70 bg-surface px-3 text-base shadow-xs sm:text-sm ' +
  'placeholder:text-ink-faint disabled:opacity-60 ' +
  'focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-danger';
