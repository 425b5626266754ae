import { ERROR_CATALOGUE } from '@carillon/contracts/errors';
import type { AnyTRPCRouter } from '@trpc/server';
import { listProcedures } from '../http/procedures.ts';
import { errorsOf } from '../openapi/problem-responses.ts';
import { GENERATED_NOTE, renderTable } from './markdown.ts';

/** Operations that a row names; a code that more of them give is common. */
const MAX_NAMED = 12;

/** docs/errors/README.md: every code of the catalogue, and which operations answer with it. */
export function describeErrors(router: AnyTRPCRouter): string {
  const procedures = listProcedures(router).filter(({ routes }) => routes.length > 0);
  const rows = Object.entries(ERROR_CATALOGUE).map(([code, { status, title, retryable }]) => {
    const answering = procedures.filter((procedure) => errorsOf(procedure).some((each) => each === code));
    const names = answering.map(({ path }) => `\`${path}\``);
    const from = names.length === 0 || names.length > MAX_NAMED ? 'any' : names.join(', ');
    return [String(status), `[\`${code}\`](${code}.md)`, title, retryable ? 'yes' : '', from];
  });
  return `# Errors

${GENERATED_NOTE}

Every failure is a problem document (RFC 9457) with one of these codes, by REST and by tRPC alike; \`type\` leads to the code's page. The
document at \`/openapi.json\` lists the codes of each operation.

${renderTable(['Status', 'Code', 'Meaning', 'Worth trying again', 'Operations'], rows)}`;
}
