import { cn } from '@/components/ui/class-names.ts';

interface DeviceTagsProps {
  readonly tags: readonly string[];
  /** Shows the devices that have the tag; absent: the tags are text alone. */
  readonly onChoose?: (tag: string) => void;
}

const TAG = 'block max-w-40 truncate rounded bg-sunken px-1.5 text-2xs text-ink-soft';

/** A device's tags. */
export function DeviceTags({ tags, onChoose }: DeviceTagsProps) {
  if (tags.length === 0) return null;
  return (
    <ul aria-label="Tags" className="flex min-w-0 flex-wrap gap-1">
      {tags.map((tag) => (
        <li key={tag} className="min-w-0">
          {onChoose === undefined ? (
            <span className={TAG}>{tag}</span>
          ) : (
            <button
              type="button"
              aria-label={`Show devices with the tag ${tag}`}
              className={cn(TAG, 'relative z-10 hover:bg-accent-soft hover:text-accent')}
              onClick={() => onChoose(tag)}
            >
              {tag}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
