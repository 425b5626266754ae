import { figure } from '@/features/notifications/channel-words.ts';

interface FiguresTableProps {
  /** Names the region that scrolls. */
  readonly label: string;
  readonly caption: string;
  /** What a row is: an hour, an interval. */
  readonly unit: string;
  readonly columns: readonly string[];
  /** In the order they are read, each with a figure for every column. */
  readonly rows: ReadonlyArray<{
    readonly key: number;
    readonly name: string;
    readonly figures: readonly number[];
  }>;
  readonly sums: readonly number[];
}

/** The figures of a chart over time to read, with their sums at the end. */
export function FiguresTable({ label, caption, unit, columns, rows, sums }: FiguresTableProps) {
  return (
    // A region that scrolls has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section aria-label={label} tabIndex={0} className="max-h-80 overflow-auto">
      <table className="w-full text-right text-sm tabular-nums">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 bg-surface text-ink-soft text-xs [&_th]:px-4 [&_th]:py-2 [&_th]:font-medium">
          <tr>
            <th scope="col" className="text-left">
              {unit}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y border-t [&_td]:px-4 [&_td]:py-1.5">
          {rows.map(({ key, name, figures }) => (
            <tr key={key}>
              <th scope="row" className="whitespace-nowrap px-4 py-1.5 text-left font-normal">
                {name}
              </th>
              {columns.map((column, index) => (
                <td key={column}>{figure(figures[index] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot className="border-t font-medium [&_td]:px-4 [&_td]:py-2">
          <tr>
            <th scope="row" className="px-4 py-2 text-left">
              All
            </th>
            {columns.map((column, index) => (
              <td key={column}>{figure(sums[index] ?? 0)}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
