import { COUNTERS, GAUGES, HISTOGRAMS } from '@carillon/runtime/metric-catalogue';
import { GENERATED_NOTE, renderTable } from './markdown.ts';

interface DescribedMetric {
  readonly help: string;
  readonly labels: Readonly<Record<string, readonly string[] | null>>;
}

/** docs/metrics.md: every metric of Carillon's own, from its one declaration. */
export function describeMetrics(): string {
  const rows = [
    ...Object.entries<DescribedMetric>(COUNTERS).map((entry) => renderMetric(entry, 'counter')),
    ...Object.entries<DescribedMetric>(HISTOGRAMS).map((entry) => renderMetric(entry, 'histogram')),
    ...Object.entries<DescribedMetric>(GAUGES).map((entry) => renderMetric(entry, 'gauge')),
  ];
  return `# Metrics

${GENERATED_NOTE}

\`GET /metrics\` on the API's port, in Prometheus' text format.

${renderTable(['Name', 'Type', 'Labels', 'Meaning'], rows)}
Counters and histograms are of the whole installation: every process adds what it counted to the database every two
seconds and when it stops, so they grow across restarts. Scrape one API process; several would tell the same numbers
several times. While the database is away \`database_up\` is 0 and those series are left out. A process that is killed
loses at most its last two seconds; a database that commits and loses the answer is added to twice.

Besides these, the defaults of prom-client (\`process_*\`, \`nodejs_*\`) tell of the API process that was asked.
`;
}

function renderMetric([name, { help, labels }]: [string, DescribedMetric], type: string): string[] {
  const described = Object.entries(labels).map(([label, values]) =>
    values === null ? `\`${label}\`` : `\`${label}\` (${values.join(', ')})`,
  );
  return [`\`${name}\``, type, described.join('; '), help];
}
