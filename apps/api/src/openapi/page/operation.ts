import { PROBLEM_MEDIA_TYPE } from '../../http/problem.ts';
import type { Content, Operation, Parameter, Response } from '../document.ts';
import { codeLink, escapeHtml, inline, jsonBlock } from './html.ts';
import { renderBody, renderType, type Schemas } from './schema.ts';

export interface Entry {
  readonly address: string;
  readonly method: string;
  readonly operation: Operation;
}

/** One call: who may make it, what it takes, what it answers, how it fails, and an example of it. */
export function renderOperation({ address, method, operation }: Entry, schemas: Schemas): string {
  const body = operation.requestBody?.content['application/json'];
  return `<section class="operation" id="${escapeHtml(operation.operationId)}">
<h3>${escapeHtml(operation.summary)}</h3>
<p><code><span class="method">${method}</span> ${escapeHtml(address)}</code> · ${renderSecurity(operation)}</p>
<p>${inline(operation.description)}</p>
${renderParameters(operation.parameters)}
${body === undefined ? '' : `<h4>Body</h4>${renderBody(body.schema, schemas)}`}
<h4>Answers</h4>${renderSuccesses(operation)}
<h4>Failures</h4>${renderFailures(operation)}
${renderExamples({ address, method, operation })}
</section>`;
}

const SCHEME_TEXTS: Readonly<Record<string, string>> = {
  bearer: 'an access token',
  signature: 'an agent’s signature',
  basic: 'an agent’s id and secret (Basic)',
};

function renderSecurity({ security }: Operation): string {
  if (security.length === 0) return 'no credentials';
  const alternatives = security.map((requirement) => {
    const [scheme, scopes] = Object.entries(requirement)[0] ?? [];
    if (scheme === undefined) return 'no credentials';
    if (scheme !== 'apiKey') return SCHEME_TEXTS[scheme] ?? escapeHtml(scheme);
    return `an API key with <code>${escapeHtml((scopes ?? []).join(' '))}</code>`;
  });
  return alternatives.join(', or ');
}

function renderParameters(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(({ name, in: place, required, schema }) => {
    const kind = `${place}${required ? ', required' : ''}`;
    return `<tr><td><code>${escapeHtml(name)}</code></td><td>${kind}</td><td>${renderType(schema)}</td></tr>`;
  });
  return `<h4>Parameters</h4><table><tbody>${rows.join('')}</tbody></table>`;
}

function renderSuccesses({ responses }: Operation): string {
  return Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([status, { description, content }]) => {
      const heading = `<strong>${escapeHtml(status)}</strong> ${escapeHtml(description)}`;
      const schema = content?.['application/json']?.schema;
      return `<p>${heading}${schema === undefined ? '' : `: ${renderType(schema)}`}</p>`;
    })
    .join('');
}

function renderFailures({ responses }: Operation): string {
  const rows = Object.entries(responses)
    .filter(([status]) => status.startsWith('4'))
    .map(([status, response]) => `<tr><td>${escapeHtml(status)}</td><td>${renderCodes(response)}</td></tr>`);
  const others = `<p>Any call may also fail by what is <a href="#failures">common to all</a>.</p>`;
  return rows.length === 0 ? others : `<table><tbody>${rows.join('')}</tbody></table>${others}`;
}

function renderCodes({ content }: Response): string {
  const codes = Object.keys(content?.[PROBLEM_MEDIA_TYPE]?.examples ?? {});
  return codes.map(codeLink).join(', ');
}

function renderExamples({ address, method, operation }: Entry): string {
  const bodies = valuesOf(operation.requestBody?.content);
  // Where there are two, the larger one is of what is new.
  const success = Object.entries(operation.responses).findLast(([status]) => status.startsWith('2'));
  const answers = valuesOf(success?.[1].content);
  const titles = [...new Set([...bodies.keys(), ...answers.keys(), 'usual'])];
  const blocks = titles.map((title) => {
    const request = `<pre>${escapeHtml(`${method} ${exampleAddress(address, operation.parameters)}`)}</pre>`;
    const body = bodies.has(title) ? jsonBlock(bodies.get(title)) : '';
    const answer = answers.has(title) ? jsonBlock(answers.get(title)) : '';
    const heading = title === 'usual' ? 'Example' : `Example: ${escapeHtml(title)}`;
    const answered = `<p>is answered <strong>${escapeHtml(success?.[0] ?? '')}</strong></p>`;
    return `<details><summary>${heading}</summary>${request}${body}${answered}${answer}</details>`;
  });
  return blocks.join('');
}

function valuesOf(content: Content | undefined): Map<string, unknown> {
  const examples = Object.entries(content?.['application/json']?.examples ?? {});
  return new Map(
    examples.flatMap(([title, example]) => ('value' in example ? [[title, example.value]] : [])),
  );
}

function exampleAddress(address: string, parameters: readonly Parameter[]): string {
  const given = parameters.filter(({ example }) => example !== undefined);
  const path = given
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), address);
  const query = given
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`);
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}
