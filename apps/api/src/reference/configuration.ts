import { productSettings } from '@carillon/runtime/product-settings';
import type { z } from 'zod';
import { GENERATED_NOTE, renderTable } from './markdown.ts';

/** docs/configuration.md: every setting, from its one declaration. */
export function describeConfiguration(): string {
  const rows = Object.entries<z.ZodType>(productSettings.shape).map(([name, setting]) => [
    `\`${name}\``,
    renderDefault(setting),
    setting.description ?? '',
  ]);
  return `# Configuration

${GENERATED_NOTE}

Carillon is configured by environment variables, read once when a process starts. A bad one stops the start, with all of
them named together. An empty variable counts as absent. \`npm start\` needs none: what has no default here is off, or made
at the first start and kept in \`DATA_DIR\`. With \`NODE_ENV=production\` nothing is made: \`DATABASE_URL\` and the secrets must be
given.

${renderTable(['Setting', 'Default', 'Meaning'], rows)}
For TLS to servers with a private authority, \`NODE_EXTRA_CA_CERTS\` works as in any Node program.
`;
}

/** What an absent variable comes to; nothing for those that are off or must be given. */
function renderDefault(setting: z.ZodType): string {
  const { success, data } = setting.safeParse(undefined);
  const isNothing = !success || data === undefined || (Array.isArray(data) && data.length === 0);
  return isNothing ? '' : `\`${String(data)}\``;
}
