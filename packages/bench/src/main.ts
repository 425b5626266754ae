import { parseArgs } from 'node:util';
import { writeDocument } from './document.ts';
import { benchEncryption } from './p1-encryption.ts';
import { benchWebPushSends } from './p2-web-push-sends.ts';
import { benchBroadcast } from './p3-broadcast.ts';
import { benchFcm } from './p4-fcm.ts';
import { benchApns } from './p5-apns.ts';
import { benchLatency } from './p6-latency.ts';
import { benchGrowth } from './p7-growth.ts';
import { benchRegistry } from './p8-registry.ts';
import { benchWorkers } from './p9-workers.ts';
import { type BenchOptions, keep, print } from './report.ts';

const BENCHMARKS = {
  p1: benchEncryption,
  p2: benchWebPushSends,
  p3: benchBroadcast,
  p4: benchFcm,
  p5: benchApns,
  p6: benchLatency,
  p7: benchGrowth,
  p8: benchRegistry,
  p9: benchWorkers,
};

/**
 * `bench` runs all of them, `bench p1 p2` those that are named, one after the other; `--large` with more devices,
 * `--quick` with few, whose results are printed and not kept. `--chart` runs nothing: it rewrites the chart and the
 * tables of docs/performance.md from what is kept.
 */
const { values, positionals } = parseArgs({
  options: {
    large: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    chart: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
if (values.chart) await writeDocument();
else await runNamed(values.quick ? 'quick' : values.large ? 'large' : 'normal');

async function runNamed(size: BenchOptions['size']): Promise<void> {
  for (const [id, run] of Object.entries(BENCHMARKS)) {
    if (positionals.length > 0 && !positionals.includes(id)) continue;
    const report = await run({ size });
    print(report);
    if (size !== 'quick') await keep(report);
  }
}
