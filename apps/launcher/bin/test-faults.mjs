// npm run test:faults: installs on the first run, then hands over to src/verify/faults.ts.
import { handOver, install } from './bootstrap.mjs';

install();
handOver('apps/launcher/src/verify/faults.ts', process.argv.slice(2));
