import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type FcmCredentials, serviceAccountJsonSchema } from './settings.ts';

/** What `FCM_SERVICE_ACCOUNT` says for Google's application default credentials. */
const APPLICATION_DEFAULT = 'application-default';

/**
 * `FCM_SERVICE_ACCOUNT`: the JSON of a service account's key, the absolute path of its file, or `application-default`. What is wrong
 * is told without any part of the text, which holds a private key, or may hold one by mistake.
 */
export const fcmCredentialsSettingSchema = z.string().transform((setting, context): FcmCredentials => {
  const text = setting.trim();
  if (text === APPLICATION_DEFAULT) return { kind: 'application_default' };
  const read = text.startsWith('{') ? { json: text } : readFile(text);
  const parsed =
    'json' in read ? serviceAccountJsonSchema.safeParse(read.json, { reportInput: false }) : null;
  if (parsed?.success === true) return parsed.data;
  const message =
    'problem' in read
      ? `expected a service account’s JSON, the absolute path of its file, or ${APPLICATION_DEFAULT}; there is no such file to read (${read.problem})`
      : (parsed?.error.issues[0]?.message ?? 'expected a service account’s JSON');
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function readFile(path: string): { readonly json: string } | { readonly problem: string } {
  try {
    return { json: readFileSync(path, 'utf8') };
  } catch (error) {
    // The message would hold the path, hence the setting.
    return { problem: error instanceof Error && 'code' in error ? String(error.code) : 'unreadable' };
  }
}
