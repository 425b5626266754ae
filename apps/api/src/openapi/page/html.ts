/** Text as it is shown, whatever it holds. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Text with `code` between backticks. */
export function inline(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

/** The value as JSON, in lines. */
export function jsonBlock(value: unknown): string {
  return `<pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`;
}

/** An error's code, leading to its explanation. */
export function codeLink(code: string): string {
  return `<a href="/docs/errors/${escapeHtml(code)}"><code>${escapeHtml(code)}</code></a>`;
}
