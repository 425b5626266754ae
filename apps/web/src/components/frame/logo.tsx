/** The bell of Carillon. Decorative: the name stands beside it. */
export function Logo({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g className="fill-accent-ink">
        <path d="M16 6.5c-3.9 0-6.3 2.9-6.3 6.9 0 4.3-1.3 6-2.6 7.1-.7.6-.3 1.8.7 1.8h16.4c1 0 1.4-1.2.7-1.8-1.3-1.1-2.6-2.8-2.6-7.1 0-4-2.4-6.9-6.3-6.9z" />
        <circle cx="16" cy="25" r="2" />
        <circle cx="16" cy="5.8" r="1.4" />
      </g>
    </svg>
  );
}
