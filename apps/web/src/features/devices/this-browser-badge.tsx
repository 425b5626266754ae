/** Marks the device that the person looks at this page with. */
export function ThisBrowserBadge() {
  return (
    <span className="shrink-0 rounded-full bg-accent-soft px-2 py-0.5 font-medium text-2xs text-accent">
      This browser
    </span>
  );
}
