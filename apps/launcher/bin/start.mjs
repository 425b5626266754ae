// npm start: installs on the first run, then hands over to src/main.ts.
import { handOver, install } from './bootstrap.mjs';

install();
handOver('apps/launcher/src/main.ts', process.argv.slice(2));
