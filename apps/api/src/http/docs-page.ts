import { ERROR_CATALOGUE } from '@carillon/contracts/errors';
import type { OpenApiDocument, Operation, Parameter } from './openapi.ts';
import type { JsonSchema } from './openapi-schema.ts';

/** The page's only style; the policy of the page allows exactly this text, by its hash. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: light-dark(#1d4ed8, #93c5fd); }
* { box-sizing: border-box; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
a { color: var(--accent); }
code, pre { font: 0.875rem/1.5 ui-monospace, monospace; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; overflow-x: auto; }
nav ul { columns: 18rem; padding-left: 1.2rem; }
section.operation { border-top: 1px solid var(--line); padding-top: .5rem; margin-top: 2rem; }
.method { font-weight: 700; }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
`;

/** The documentation as one page that needs no script: every call with its fields, answers and failures. */
export function renderDocs(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      address,
      method: method.toUpperCase(),
      operation,
    })),
  );
  const sections = document.tags.map(({ name }) => {
    const ofTag = operations.filter(({ operation }) => operation.tags[0] === name);
    return `<h2 id="${escapeHtml(name)}">${escapeHtml(name)}</h2>${ofTag.map(renderOperation).join('')}`;
  });
  const contents = operations.map(
    ({ address, method, operation }) =>
      `<li><a href="#${escapeHtml(operation.operationId)}"><code>${method} ${escapeHtml(address)}</code></a></li>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(document.info.title)} API</title><style>${DOCS_STYLE}</style></head>
<body><main>
<h1>${escapeHtml(document.info.title)} API</h1>
<p>${inline(document.info.description)}</p>
<p>For machines: <a href="/openapi.json">/openapi.json</a>. For tRPC clients the same procedures are at <code>/trpc</code>.</p>
<nav aria-label="Calls"><ul>${contents.join('')}</ul></nav>
${sections.join('\n')}
<h2 id="failures">Failures</h2>${renderFailures()}
</main></body></html>
`;
}

interface Entry {
  readonly address: string;
  readonly method: string;
  readonly operation: Operation;
}

function renderOperation({ address, method, operation }: Entry): string {
  const schema = operation.requestBody?.content['application/json'] as { schema: JsonSchema } | undefined;
  return `<section class="operation" id="${escapeHtml(operation.operationId)}">
<h3>${escapeHtml(operation.summary)}</h3>
<p><code><span class="method">${method}</span> ${escapeHtml(address)}</code> · ${renderSecurity(operation)}</p>
<p>${inline(operation.description)}</p>
${renderParameters(operation.parameters)}
${schema === undefined ? '' : `<h4>Body</h4>${renderMembers(schema.schema)}`}
<h4>Answers</h4>${Object.entries(operation.responses).map(renderResponse).join('')}
</section>`;
}

function renderSecurity({ security }: Operation): string {
  if (security.length === 0) return 'no credentials';
  return security.some((scheme) => Object.keys(scheme).length === 0)
    ? 'with or without credentials'
    : 'needs credentials';
}

function renderParameters(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(({ name, in: place, required, schema }) => {
    const kind = `${place}${required ? ', required' : ''}`;
    return `<tr><td><code>${escapeHtml(name)}</code></td><td>${kind}</td><td>${renderType(schema)}</td></tr>`;
  });
  return `<h4>Parameters</h4><table><tbody>${rows.join('')}</tbody></table>`;
}

function renderMembers(schema: JsonSchema): string {
  const properties = Object.entries((schema.properties ?? {}) as JsonSchema);
  if (properties.length === 0) return `<p>${renderType(schema)}</p>`;
  const required = new Set((schema.required ?? []) as string[]);
  const rows = properties.map(
    ([name, member]) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${required.has(name) ? 'required' : ''}</td>` +
      `<td>${renderType(member)}</td></tr>`,
  );
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

function renderResponse([status, response]: [string, JsonSchema]): string {
  const content = Object.entries((response.content ?? {}) as Record<string, { schema: JsonSchema }>)[0];
  const isProblem = content?.[1].schema.$ref !== undefined;
  const heading = `<p><strong>${escapeHtml(status)}</strong> ${escapeHtml(String(response.description))}</p>`;
  return content === undefined || isProblem
    ? heading
    : `${heading}<pre>${escapeHtml(outline(content[1].schema, ''))}</pre>`;
}

function renderFailures(): string {
  const rows = Object.entries(ERROR_CATALOGUE).map(
    ([code, { status, title }]) =>
      `<tr><td>${status}</td><td><a href="/docs/errors/${code}"><code>${code}</code></a></td><td>${escapeHtml(title)}</td></tr>`,
  );
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

function renderType(schema: unknown): string {
  return `<code>${escapeHtml(outline(schema as JsonSchema, ''))}</code>${renderLimits(schema as JsonSchema)}`;
}

const LIMITS = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'default'] as const;

function renderLimits(schema: JsonSchema): string {
  const limits = LIMITS.filter((name) => schema[name] !== undefined).map((name) => `${name} ${schema[name]}`);
  return limits.length === 0 ? '' : ` ${escapeHtml(limits.join(', '))}`;
}

/** A schema in the notation of TypeScript, which its readers know. */
function outline(schema: JsonSchema, indent: string): string {
  const alternatives = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (alternatives !== undefined) return alternatives.map((option) => outline(option, indent)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') return `${outline((schema.items ?? {}) as JsonSchema, indent)}[]`;
  if (schema.properties !== undefined) return outlineObject(schema, indent);
  if (schema.format !== undefined) return `${schema.type} (${schema.format})`;
  return String(schema.type ?? 'any');
}

function outlineObject(schema: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const required = new Set((schema.required ?? []) as string[]);
  const members = Object.entries(schema.properties as Record<string, JsonSchema>).map(
    ([name, member]) => `${inner}${name}${required.has(name) ? '' : '?'}: ${outline(member, inner)}`,
  );
  return `{\n${members.join('\n')}\n${indent}}`;
}

/** Text with `code` between backticks. */
function inline(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
