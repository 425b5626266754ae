import path from 'node:path';
import { parseArgs } from 'node:util';
import { type AllSimulatorsOptions, MAX_BASE_PORT, startAllSimulators } from './all-simulators.ts';
import { instructions } from './instructions.ts';

const USAGE = `Usage: npm run simulators [-- options]
  --base-port <n>     the first of their ports, 0 for any free ones  (default: 4100)
  --directory <path>  where keys and settings are written            (default: .data/simulators)`;

try {
  await main();
} catch (error) {
  // A port in use or a folder that cannot be written: what to change is in the message, not in a stack.
  process.stderr.write(
    `The simulators did not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}
// Otherwise the channel to whoever started this keeps it alive.
if (process.connected) process.disconnect?.();

/** Runs the simulators until SIGINT or SIGTERM, or until whoever started them dies; exits 2 with the usage on bad arguments. */
async function main(): Promise<void> {
  const options = readOptions();
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  const stopped = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stopped.resolve());
  if (process.connected) process.once('disconnect', () => stopped.resolve());
  await using simulators = await startAllSimulators(options);
  process.stdout.write(instructions(simulators));
  await stopped.promise;
}

/** Returns the options, or what is wrong with the arguments. */
function readOptions(): AllSimulatorsOptions | string {
  try {
    const { values } = parseArgs({
      options: {
        'base-port': { type: 'string', default: '4100' },
        directory: { type: 'string', default: '.data/simulators' },
      },
    });
    return { basePort: readPort(values['base-port']), directory: path.resolve(values.directory) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function readPort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > MAX_BASE_PORT)
    throw new RangeError(`--base-port must be a port from 0 to ${MAX_BASE_PORT}`);
  return port;
}
