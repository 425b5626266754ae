import { ERROR_CATALOGUE } from '@carillon/contracts/errors';
import type { OpenApiDocument } from '../document.ts';
import { codeLink, escapeHtml, inline } from './html.ts';
import { renderOperation } from './operation.ts';
import { renderMembers, schemaAnchor } from './schema.ts';
import { DOCS_STYLE } from './style.ts';

/** The documentation as one page that needs no script: every call with its fields, answers, failures and an example. */
export function renderDocs(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      address,
      method: method.toUpperCase(),
      operation,
    })),
  );
  const sections = document.tags.map(({ name, description }) => {
    const ofTag = operations.filter(({ operation }) => operation.tags[0] === name);
    const heading = `<h2 id="${escapeHtml(name)}">${escapeHtml(name)}</h2><p>${inline(description)}</p>`;
    return ofTag.length === 0
      ? ''
      : `${heading}${ofTag.map((entry) => renderOperation(entry, document.components.schemas)).join('')}`;
  });
  const contents = operations.map(
    ({ address, method, operation }) =>
      `<li><a href="#${escapeHtml(operation.operationId)}"><code>${method} ${escapeHtml(address)}</code></a></li>`,
  );
  const title = escapeHtml(document.info.title);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} API</title><style>${DOCS_STYLE}</style></head>
<body><main>
<h1>${title} API</h1>
<p>${inline(document.info.description)}</p>
<p>For machines: <a href="/openapi.json">/openapi.json</a>. For tRPC clients the same procedures are at <code>/trpc</code>.</p>
<nav aria-label="Calls"><ul>${contents.join('')}</ul></nav>
<h2 id="credentials">Credentials</h2>${renderCredentials(document)}
${sections.join('\n')}
<h2 id="schemas">Schemas</h2>${renderSchemas(document)}
<h2 id="failures">Failures</h2>
<p>Every failure is a problem document (RFC 9457) with one of these codes.</p>${renderFailures()}
</main></body></html>
`;
}

function renderCredentials({ components }: OpenApiDocument): string {
  const schemes = Object.entries(components.securitySchemes as Record<string, { description: string }>);
  const rows = schemes.map(
    ([name, { description }]) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${inline(description)}</td></tr>`,
  );
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

function renderSchemas({ components }: OpenApiDocument): string {
  return Object.entries(components.schemas)
    .map(
      ([name, schema]) =>
        `<h3 id="${schemaAnchor(escapeHtml(name))}"><code>${escapeHtml(name)}</code></h3>${renderMembers(schema)}`,
    )
    .join('');
}

function renderFailures(): string {
  const rows = Object.entries(ERROR_CATALOGUE).map(
    ([code, { status, title }]) =>
      `<tr><td>${status}</td><td>${codeLink(code)}</td><td>${escapeHtml(title)}</td></tr>`,
  );
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}
