// npm test: installs on the first run, then hands over to src/verify/main.ts.
import { handOver, install } from './bootstrap.mjs';

install();
handOver('apps/launcher/src/verify/main.ts', process.argv.slice(2));
