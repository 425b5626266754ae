import type { DeviceId } from '@carillon/contracts/ids';
import { uuidv7 } from '@carillon/runtime/ids';
import type { NewAgentCredential } from '../../ports-agents.ts';
import type { RegistryParts } from '../registry-parts.ts';
import { deriveSigningKey, generateAgentSecret } from './agent-secret.ts';
import { sealSigningKey } from './signing-key.ts';

/** A secret and its hash, before it is known for which device. Hashing takes its time, so it is done before any lock. */
export interface HashedSecret {
  readonly secret: string;
  readonly secretHash: string;
}

type Parts = Pick<RegistryParts, 'secretHasher' | 'agentKeyRing'>;

/** @throws {AppError} `unavailable` when too many secrets and passwords are being hashed */
export async function makeSecret({ secretHasher }: Parts): Promise<HashedSecret> {
  const secret = generateAgentSecret();
  return { secret, secretHash: await secretHasher.hash(secret) };
}

/** What is stored of the secret, which is not the secret (SEC-2). */
export function credentialFor(
  { agentKeyRing }: Parts,
  deviceId: DeviceId,
  { secret, secretHash }: HashedSecret,
): NewAgentCredential {
  const id = uuidv7();
  const { keyId, ciphertext } = sealSigningKey(
    agentKeyRing,
    { credentialId: id, deviceId },
    deriveSigningKey(secret),
  );
  return { id, deviceId, secretHash, signingKey: ciphertext, keyId };
}
