import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { AgentMessage } from '../agent-messages.ts';
import { messageEnvironment } from './message-text.ts';

export interface CommandRun {
  readonly command: string;
  readonly message: AgentMessage;
  /** What the command's environment is made of, besides the message. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number | null;
}

const REASON_LENGTH = 1024;
/** Between asking a command to end and ending it. */
const KILL_AFTER_MS = 5000;

/**
 * Runs the shell command for one message, with our standard output and error.
 *
 * @throws {Error} when it did not end with 0: the last lines of its standard error, 1024 characters at most, or how it ended
 */
export async function runCommand({ command, message, env, timeoutMs }: CommandRun): Promise<void> {
  const child = spawn(command, {
    shell: true,
    // A group of its own: Ctrl-C at a terminal goes to us alone, and what is under way is finished.
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'inherit', 'pipe'],
    env: { ...env, ...messageEnvironment(message), CARILLON_SECRET: undefined },
  });
  // A command that does not read its input closes it early, which is its right.
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${JSON.stringify(message)}\n`);
  const lastWords = keepEnd(child.stderr);
  const limit = timeoutMs === null ? null : endAfter(timeoutMs, (signal) => kill(child.pid, signal));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  limit?.cancel();
  if (code === 0) return;
  if (limit?.isOver()) throw new Error(`Ended after ${Number(timeoutMs) / 1000} s\n${lastWords()}`.trim());
  throw new Error(lastWords() || (code === null ? `Ended by ${signal}` : `Exit code ${code}`));
}

/** Passes the stream on, and keeps its end: whole lines where they fit. */
function keepEnd(stream: Readable): () => string {
  let kept = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    kept = (kept + text).slice(-2 * REASON_LENGTH);
  });
  return () => {
    const text = kept.trim();
    if (text.length <= REASON_LENGTH) return text;
    const end = text.slice(-REASON_LENGTH);
    const lineStart = end.indexOf('\n') + 1;
    return end.slice(lineStart).trim();
  };
}

function endAfter(limitMs: number, end: (signal: NodeJS.Signals) => void) {
  let isOver = false;
  let killTimer: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    isOver = true;
    end('SIGTERM');
    killTimer = setTimeout(end, KILL_AFTER_MS, 'SIGKILL');
  }, limitMs);
  return {
    isOver: () => isOver,
    cancel() {
      clearTimeout(timer);
      clearTimeout(killTimer);
    },
  };
}

/** The whole group, since the shell is only the first of its processes. */
function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended by itself.
  }
}
