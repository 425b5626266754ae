import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const MODULUS_BITS = 2048;

/** The file that Google gives for a service account's key. */
export type ServiceAccountFile = {
  type: 'service_account';
  project_id: string;
  private_key_id: string;
  private_key: string;
  client_email: string;
  client_id: string;
  auth_uri: string;
  token_uri: string;
  universe_domain: string;
};

export type ServiceAccount = { publicKey: KeyObject; file: ServiceAccountFile };

/** An account with a key of its own, which only the simulator at `tokenUri` knows. */
export async function makeServiceAccount(projectId: string, tokenUri: string): Promise<ServiceAccount> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
  return {
    publicKey,
    file: {
      type: 'service_account',
      project_id: projectId,
      private_key_id: randomBytes(20).toString('hex'),
      private_key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      client_email: `firebase-adminsdk@${projectId}.iam.gserviceaccount.com`,
      client_id: String(randomBytes(6).readUIntBE(0, 6)),
      auth_uri: 'https://accounts.google.com/o/oauth2/auth',
      token_uri: tokenUri,
      universe_domain: 'googleapis.com',
    },
  };
}
