// npm run doctor: installs on the first run, then hands over to src/doctor.ts.
import { handOver, install } from './bootstrap.mjs';

install();
handOver('apps/launcher/src/doctor.ts', process.argv.slice(2));
