import { cn } from '@/components/ui/class-names.ts';
import { Skeleton } from '@/components/ui/skeleton.tsx';

interface RowSkeletonsProps {
  /** What loads, for screen readers. */
  readonly label: string;
  readonly rows: number;
  /** Classes that give the width of the two lines of a row, and the size of what stands at its end. */
  readonly title: string;
  readonly detail: string;
  readonly end: string;
}

/** Holds the place of a list whose rows are two lines of text and one thing at their end. */
export function RowSkeletons({ label, rows, title, detail, end }: RowSkeletonsProps) {
  return (
    <div role="status" className="divide-y">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className="flex items-center justify-between px-4 py-3">
          <div className="grid gap-1.5">
            <Skeleton className={cn('h-4', title)} />
            <Skeleton className={cn('h-3', detail)} />
          </div>
          <Skeleton className={end} />
        </div>
      ))}
    </div>
  );
}
