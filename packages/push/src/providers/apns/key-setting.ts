import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { importApnsKey } from './settings.ts';

/** How a .p8 file begins; what is no PEM is taken for a path. */
const PEM = /^-----BEGIN [A-Z ]+-----/;

/**
 * `APNS_KEY`: the PEM of the private key, or the path of the .p8 file. In a PEM, `\n` may stand for its line breaks, as in
 * files of variables that have one line each. What is wrong is told without any part of the text, which is a private key
 * or may be one by mistake.
 */
export const apnsKeySettingSchema = z.string().transform((setting, context): string => {
  const text = setting.trim();
  const read = PEM.test(text) ? { pem: text.replaceAll('\\n', '\n') } : readFile(text);
  if ('pem' in read && importApnsKey(read.pem) !== null) return read.pem;
  const message =
    'pem' in read
      ? 'expected a P-256 private key in PEM, as in the .p8 file that Apple gives out'
      : `expected a private key in PEM, or the path of its .p8 file; there is no such file to read (${read.problem})`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function readFile(path: string): { readonly pem: string } | { readonly problem: string } {
  try {
    return { pem: readFileSync(path, 'utf8') };
  } catch (error) {
    // The message would hold the path, hence the setting.
    return { problem: error instanceof Error && 'code' in error ? String(error.code) : 'unreadable' };
  }
}
