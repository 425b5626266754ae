interface KeyFileInput {
  readonly name: string;
  readonly key: string;
  readonly apiUrl: string;
}

/** What the download of a new key holds: settings that a program can read, and what they are for. */
export function keyFile({ name, key, apiUrl }: KeyFileInput): {
  readonly name: string;
  readonly text: string;
} {
  const title = name.replaceAll(/\s+/g, ' ').trim();
  const slug = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return {
    name: `carillon-${slug === '' ? 'key' : slug}.env`,
    text: `# API key of Carillon: ${title}\nCARILLON_URL=${apiUrl}\nCARILLON_API_KEY=${key}\n`,
  };
}
