import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';

/** All that sending needs: https://developers.google.com/identity/protocols/oauth2/scopes#fcm */
export const FCM_SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
export const FCM_BASE_URL = 'https://fcm.googleapis.com';
/** Where service accounts exchange their assertions when their file does not say. */
const GOOGLE_TOKEN_URI = 'https://oauth2.googleapis.com/token';

/** Also the older ids with a domain, `example.com:project`. */
export const firebaseProjectIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.:-]{0,99}$/, { message: 'expected a Google Cloud project id' });

const required = (name: string) => z.string({ error: `expected ${name}` }).min(1, `expected ${name}`);

/** The file that Google gives for a service account's key; what else stands in it is not needed. */
const serviceAccountFileSchema = z.object(
  {
    type: z.literal('service_account', { error: 'expected "service_account"' }),
    project_id: firebaseProjectIdSchema,
    private_key_id: required('the key’s id').optional(),
    private_key: required('a private key, PEM').refine(isRsaPrivateKey, {
      error: 'expected an RSA private key, PEM',
    }),
    client_email: required('the account’s address'),
    token_uri: z.url({ protocol: /^https$/, message: 'expected an https address' }).default(GOOGLE_TOKEN_URI),
  },
  { error: 'expected an object' },
);

function isRsaPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

const serviceAccountSchema = z.object({
  kind: z.literal('service_account'),
  projectId: firebaseProjectIdSchema,
  clientEmail: z.string().min(1),
  privateKeyId: z.string().min(1).nullable(),
  privateKeyPem: z.string().refine(isRsaPrivateKey, { error: 'expected an RSA private key, PEM' }),
  tokenUri: z.url({ protocol: /^https$/ }),
});
export type ServiceAccount = z.infer<typeof serviceAccountSchema>;

/** Google's application default credentials: what the machine, its metadata server or its files offer. */
const applicationDefaultSchema = z.object({ kind: z.literal('application_default') });

export const fcmCredentialsSchema = z.discriminatedUnion('kind', [
  serviceAccountSchema,
  applicationDefaultSchema,
]);
export type FcmCredentials = z.infer<typeof fcmCredentialsSchema>;

/**
 * Reads a service account's JSON. What is wrong is told by the member's name; no value is ever part of it, since the text
 * holds a private key.
 */
export const serviceAccountJsonSchema = z.string().transform((text, context): ServiceAccount => {
  const parsed = serviceAccountFileSchema.safeParse(parseJson(text), { reportInput: false });
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      [...path.map(String), message].join(': '),
    );
    context.addIssue({
      code: 'custom',
      message: `expected the JSON of a service account’s key (${problems.join('; ')})`,
    });
    return z.NEVER;
  }
  const file = parsed.data;
  return {
    kind: 'service_account',
    projectId: file.project_id,
    clientEmail: file.client_email,
    privateKeyId: file.private_key_id ?? null,
    privateKeyPem: file.private_key,
    tokenUri: file.token_uri,
  };
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Everything that the FCM provider is told. */
export const fcmSettingsSchema = z.object({
  credentials: fcmCredentialsSchema,
  /** Whose devices are sent to; null takes the credentials' own project. */
  projectId: firebaseProjectIdSchema.nullable(),
  /** Origin of the API: Google's, or a simulator's. */
  baseUrl: z.url({ protocol: /^https$/ }),
  /** Where the dashboard is served: relative addresses of images are resolved against it. */
  dashboardUrl: z.url({ protocol: /^https?$/ }),
  /** The only certificate authority, PEM, that both servers are trusted by; null leaves them to the usual ones. */
  testCaPem: z.string().nullable(),
  sessions: z.number().int().min(1).max(64),
  streamsPerSession: z.number().int().min(1).max(1000),
  /** Messages that may wait for a stream; more fail at once as transient, so that memory stays bounded. */
  maxPending: z.number().int().min(1).max(100_000),
});
export type FcmSettings = z.infer<typeof fcmSettingsSchema>;

/** Values for the settings that most installations never touch. */
export const FCM_DEFAULTS = {
  baseUrl: FCM_BASE_URL,
  projectId: null,
  testCaPem: null,
  // Google's front ends allow 100 streams; a few sessions hide one that is going away.
  sessions: 4,
  streamsPerSession: 100,
  maxPending: 5000,
} as const satisfies Partial<FcmSettings>;
