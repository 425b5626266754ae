import { readFile } from 'node:fs/promises';
import { COUNTERS, GAUGES, HISTOGRAMS } from '@carillon/runtime/metric-catalogue';
import { describe, expect, it } from 'vitest';

/** Of Node's own collectors, what the dashboard shows. */
const PROCESS_METRICS = ['process_resident_memory_bytes', 'nodejs_heap_size_used_bytes'];
const SERIES = new Set([
  ...PROCESS_METRICS,
  ...Object.keys(COUNTERS),
  ...Object.keys(GAUGES),
  ...Object.keys(HISTOGRAMS).flatMap((name) => [`${name}_bucket`, `${name}_sum`, `${name}_count`]),
]);
const METRIC_NAME =
  /\b(?:agent|database|deliveries|devices|nodejs|notifications|process|push|queue|scope)_[a-z_]+\b/g;

const read = (name: string) => readFile(new URL(`../../../docs/operations/${name}`, import.meta.url), 'utf8');
const seriesOf = (expression: string): string[] => expression.match(METRIC_NAME) ?? [];

async function dashboardExpressions(): Promise<string[]> {
  const dashboard: { panels: { targets: { expr: string }[] }[] } = JSON.parse(await read('grafana.json'));
  return dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

describe('docs/operations', () => {
  it('OBS-1: the Grafana dashboard asks for series that exist, in every panel', async () => {
    const expressions = await dashboardExpressions();
    expect(expressions.length).toBeGreaterThan(10);
    for (const expression of expressions) {
      const series = seriesOf(expression);
      expect(series, expression).not.toEqual([]);
      expect(series.filter((name) => !SERIES.has(name))).toEqual([]);
    }
  });

  it('OBS-1: the alert rules ask for series that exist, and each says what to do', async () => {
    const rules = (await read('alerts.yml')).split('- alert: ').slice(1);
    expect(rules.length).toBeGreaterThan(5);
    for (const rule of rules) {
      const series = seriesOf(rule.slice(rule.indexOf('expr:'), rule.indexOf('for:')));
      expect(series, rule).not.toEqual([]);
      expect(series.filter((name) => !SERIES.has(name))).toEqual([]);
      for (const member of ['severity:', 'summary:', 'description:']) expect(rule).toContain(member);
    }
  });
});
