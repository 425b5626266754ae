/** A device's tags, as text. */
export function DeviceTags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul aria-label="Tags" className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <li key={tag} className="max-w-40 truncate rounded bg-sunken px-1.5 text-2xs text-ink-soft">
          {tag}
        </li>
      ))}
    </ul>
  );
}
