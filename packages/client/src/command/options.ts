import { parseArgs } from 'node:util';

/** What the command line and the environment ask for. */
export interface CommandOptions {
  readonly url: string;
  readonly deviceId: string;
  readonly secretFile: string | null;
  /** From the environment; the file wins. */
  readonly secret: string | null;
  readonly exec: string | null;
  readonly timeoutMs: number | null;
  readonly isJson: boolean;
  readonly once: boolean;
}

/** What was asked for makes no sense; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const HELP = `Usage: carillon-agent --url <address> --device <id> [options]

Receives the messages of an agent: prints each as a line, or runs a command for each and acknowledges it by the
command's exit code.

  --url <address>       the Carillon server, such as https://bells.example.com   (or CARILLON_URL)
  --device <id>         the agent's id, as the dashboard shows it                (or CARILLON_DEVICE)
  --secret-file <path>  a file that holds the agent's secret and nothing else    (or the secret in CARILLON_SECRET)
  --exec <command>      run this by the shell for each message: the message is JSON on its standard input, and
                        CARILLON_MESSAGE_TITLE, _BODY, _URL, _DATA (JSON), _PRIORITY and _CATEGORY,
                        CARILLON_NOTIFICATION_ID and CARILLON_DELIVERY_ID are in its environment.
                        Exit code 0 acknowledges it as processed, any other as failed, with the last lines of its
                        standard error as the reason
  --timeout <seconds>   end a command that runs longer, and count it as failed
  --json                print messages as JSON, one a line
  --once                handle what waits now, then end; a server that fails three times is given up
  --help                print this
  --version             print the version

A message may come twice: when this is killed before it was acknowledged. CARILLON_DELIVERY_ID is the same then.
SIGTERM and SIGINT let the command that runs finish, and then end.

Exit codes: 0 ended as asked, 1 failed (with --once: a message or the server), 2 wrong usage, 3 the server does not accept
the agent and its secret.
`;

const OPTIONS = {
  url: { type: 'string' },
  device: { type: 'string' },
  'secret-file': { type: 'string' },
  exec: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean', default: false },
  once: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

type Asked =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'run'; readonly options: CommandOptions };

/**
 * Reads the command line; what it leaves out may stand in the environment. The secret is no option, because a command line can be
 * read by every user of the machine.
 *
 * @throws {UsageError}
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Asked {
  const values = parse(args);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const url = required('--url', values.url ?? env.CARILLON_URL);
  const deviceId = required('--device', values.device ?? env.CARILLON_DEVICE);
  const secretFile = values['secret-file'] ?? null;
  const secret = env.CARILLON_SECRET ?? null;
  if (secretFile === null && secret === null) {
    throw new UsageError('The secret is missing: name its file with --secret-file, or set CARILLON_SECRET');
  }
  const exec = values.exec ?? null;
  const timeoutMs = values.timeout === undefined ? null : readSeconds(values.timeout) * 1000;
  if (timeoutMs !== null && exec === null) throw new UsageError('--timeout is for the command of --exec');
  return {
    kind: 'run',
    options: { url, deviceId, secretFile, secret, exec, timeoutMs, isJson: values.json, once: values.once },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`${name} is missing`);
  return value.trim();
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds < 1 || seconds > 86_400) {
    throw new UsageError('--timeout: expected whole seconds, 1 to 86400');
  }
  return seconds;
}
