import { benchEncryption } from './p1-encryption.ts';
import { benchWebPushSends } from './p2-web-push-sends.ts';
import { publish } from './report.ts';

const BENCHMARKS = { p1: benchEncryption, p2: benchWebPushSends };

/** `bench` runs all of them, `bench p1 p2` those that are named, one after the other. */
const named = process.argv.slice(2);
for (const [id, run] of Object.entries(BENCHMARKS)) {
  if (named.length === 0 || named.includes(id)) await publish(await run());
}
