#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runAgent } from '../agent.ts';
import { AgentRefusedError } from '../agent-errors.ts';
import type { AgentMessage } from '../agent-messages.ts';
import { messageText } from './message-text.ts';
import { type CommandOptions, HELP, readOptions, UsageError } from './options.ts';
import { runCommand } from './run-command.ts';

const EXIT = { ok: 0, failed: 1, usage: 2, refused: 3 } as const;

/** The command carillon-agent: what it does stands in its --help. Resolves with the exit code. */
async function main(): Promise<number> {
  const asked = readOptions(process.argv.slice(2), process.env);
  if (asked.kind === 'help') process.stdout.write(HELP);
  if (asked.kind === 'version') process.stdout.write(`${readVersion()}\n`);
  return asked.kind === 'run' ? await run(asked.options) : EXIT.ok;
}

async function run(options: CommandOptions): Promise<number> {
  const { url, deviceId, once } = options;
  const summary = await runAgent({
    url,
    deviceId,
    secret: readSecret(options),
    once,
    signal: endOnSignal(),
    handle: (message) => handle(options, message),
    onRetry: (error, waitMs) => say(`${error.message}. Trying again in ${Math.ceil(waitMs / 1000)} s`),
  });
  return once && summary.failed > 0 ? EXIT.failed : EXIT.ok;
}

async function handle(options: CommandOptions, message: AgentMessage): Promise<void> {
  const { exec: command, timeoutMs, isJson } = options;
  if (command === null || isJson) {
    await print(isJson ? JSON.stringify(message) : messageText(message));
  }
  if (command === null) return;
  try {
    await runCommand({ command, message, env: process.env, timeoutMs });
  } catch (error) {
    say(`The command failed for delivery ${message.deliveryId}`);
    throw error;
  }
}

/** Resolves once it is written: what nobody got must not be acknowledged. */
function print(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

/** @throws {UsageError} when the file cannot be read */
function readSecret({ secretFile, secret }: CommandOptions): string {
  if (secretFile === null) return (secret ?? '').trim();
  try {
    return readFileSync(secretFile, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`--secret-file: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The first signal ends it cleanly; a second one ends it as signals do. */
function endOnSignal(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => {
    process.removeListener('SIGTERM', end).removeListener('SIGINT', end);
    controller.abort();
  };
  process.on('SIGTERM', end).on('SIGINT', end);
  return controller.signal;
}

/** package.json is two folders up in the source, and one in what is published. */
function readVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { version: string })
        .version;
    } catch {
      // The other one.
    }
  }
  return 'unknown';
}

function say(text: string): void {
  process.stderr.write(`carillon-agent: ${text}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof UsageError || error instanceof TypeError;
  say(error instanceof Error ? error.message : String(error));
  if (isUsage) process.stderr.write('Try carillon-agent --help\n');
  process.exitCode = isUsage ? EXIT.usage : error instanceof AgentRefusedError ? EXIT.refused : EXIT.failed;
}
