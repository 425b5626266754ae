// Runs in a worker before its program: as it sends to one of the paths of DEADLY_PATHS, it dies at once, as a defect in a
// library's native code would end it. Seen by what HTTP clients tell of their requests, so that nothing of ours takes part.
import { subscribe } from 'node:diagnostics_channel';

const deadly = new Set((process.env.DEADLY_PATHS ?? '').split(','));

function dieOf(path: unknown): void {
  if (typeof path === 'string' && deadly.has(path)) process.kill(process.pid, 'SIGKILL');
}

subscribe('undici:request:create', (message) => {
  dieOf((message as { readonly request: { readonly path: string } }).request.path);
});
subscribe('http2.client.stream.created', (message) => {
  dieOf((message as { readonly headers: Readonly<Record<string, unknown>> }).headers[':path']);
});
