// npm run simulators: installs on the first run, then hands over to the simulators' own program.
import { handOver, install } from './bootstrap.mjs';

install();
handOver('packages/simulators/src/cli.ts', process.argv.slice(2));
