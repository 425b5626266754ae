/**
 * The router's type as tsc wrote it out, with what only the server has replaced: its context and metadata by `object`, the brands of
 * its ids by nothing, the data of its errors by this package's own type.
 *
 * @throws {Error} when it still refers to a file of the server
 */
export function publishedRouter(declaration: string): string {
  const published = declaration
    .replaceAll(/import\("\.\/(?:context|meta)\.ts"\)\.\w+/g, 'object')
    .replaceAll('import("./errors.ts").ErrorData', 'import("./errors.js").ErrorData')
    .replaceAll(/ & import\("zod"\)\.(?:core\.)?\$brand<[^>]*>/g, '')
    .replace('export declare const appRouter:', 'declare const appRouter:');
  const type =
    '/** Every procedure of the server. */\nexport type AppRouter = typeof appRouter;\nexport {};\n';
  const kept = published
    .replace(/^export type AppRouter = .*$/m, '')
    .replace(/^\/\*\* What clients .*$/m, '');
  const foreign = kept.match(/import\("(?!@trpc\/server"|\.\/errors\.js")[^"]+"\)[.\w$]*|^import .*/gm);
  if (foreign !== null) throw new Error(`The published router refers to ${[...new Set(foreign)].join(', ')}`);
  return `${kept.trim()}\n${type}`;
}

/** The union of the catalogue's codes. */
export function publishedErrorCodes(codes: readonly string[]): string {
  const union = codes.map((code) => `\n  | '${code}'`).join('');
  return `/** Every code that the server answers with. */\nexport type ErrorCode =${union};\n`;
}

/** tsc leaves `./x.ts` in declarations, where no such file is published. */
export function withPublishedPaths(declaration: string): string {
  return declaration.replaceAll(/((?:from|import\() ?['"]\.\.?\/[^'"]+)\.ts(['"])/g, '$1.js$2');
}
