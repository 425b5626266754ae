import { parseArgs } from 'node:util';
import { startWebPushSimulator } from './web-push/simulator.ts';
import type { WebPushSettings } from './web-push/simulator-interface.ts';

const USAGE = `Usage: pnpm --filter @carillon/simulators start [-- options]
  --push-port <n>     where Carillon sends to       (default: any free port)
  --browser-port <n>  where Firefox connects to     (default: any free port)
  --control-port <n>  where scripts are put         (default: any free port)
  --ca-file <path>    where the CA is written       (default: a temporary file)`;

try {
  await main();
} catch (error) {
  // A port in use or a CA file that cannot be written: what to change is in the message, not in a stack.
  process.stderr.write(
    `The push service did not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}

/** Runs the push service until SIGINT or SIGTERM; exits 2 with the usage on bad arguments. */
async function main(): Promise<void> {
  const options = readOptions();
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  const stopped = Promise.withResolvers<void>();
  process.once('SIGINT', () => stopped.resolve());
  process.once('SIGTERM', () => stopped.resolve());
  await using simulator = await startWebPushSimulator(options);
  process.stdout.write(instructions(simulator.settings));
  await stopped.promise;
}

/** Returns the options, or what is wrong with the arguments. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        'push-port': { type: 'string', default: '0' },
        'browser-port': { type: 'string', default: '0' },
        'control-port': { type: 'string', default: '0' },
        'ca-file': { type: 'string' },
      },
    });
    return {
      pushPort: readPort('push-port', values['push-port']),
      browserPort: readPort('browser-port', values['browser-port']),
      controlPort: readPort('control-port', values['control-port']),
      ...(values['ca-file'] === undefined ? {} : { caFile: values['ca-file'] }),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function readPort(name: string, value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new RangeError(`--${name} must be a port from 0 to 65535`);
  return port;
}

function instructions(settings: WebPushSettings): string {
  return `A push service for development is ready.

For Carillon (environment):
  WEBPUSH_TEST_ORIGINS=${settings.origin}
  NODE_EXTRA_CA_CERTS=${settings.caFile}

For Firefox (about:config):
  dom.push.serverURL = ${settings.browserUrl}
  dom.push.connection.enabled = true
  dom.push.testing.allowInsecureServerURL = true

Control:
  curl ${settings.controlUrl}/hits
  curl -X PUT ${settings.controlUrl}/script -H 'Content-Type: application/json' \\
    -d '{"rules":[{"name":"busy","match":{},"answer":{"status":429,"headers":{"Retry-After":"5"}}}]}'

Stop with Ctrl-C.
`;
}
