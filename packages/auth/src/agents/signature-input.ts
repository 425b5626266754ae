import { AGENT_SIGNATURE } from '@carillon/contracts/agents';
import { type DeviceId, deviceIdSchema } from '@carillon/contracts/ids';
import { type BareItem, type Dictionary, type InnerList, isInnerList } from 'structured-headers';
import { bytesOf, dictionaryOf } from './structured-fields.ts';

/** An agent's signature as it came, with parameters that make sense. Nothing about it is verified yet. */
export interface AgentSignature {
  /** Components and parameters in their order, as they are signed. */
  readonly covered: InnerList;
  readonly components: readonly string[];
  readonly signature: Uint8Array;
  /** Seconds since 1970. */
  readonly created: number;
  /** Seconds since 1970; null when it says nothing. */
  readonly expires: number | null;
  readonly nonce: string;
  readonly deviceId: DeviceId;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The one signature of a request whose tag is that of our agents (RFC 9421, 4.1 and 4.2); signatures for others, such as
 * those of proxies, are passed over. Null when there is none, more than one, or one whose parameters are not as docs/agents.md
 * asks.
 */
export function readAgentSignature(headers: Headers): AgentSignature | null {
  const inputs = dictionaryOf(headers['signature-input']);
  const signatures = dictionaryOf(headers.signature);
  if (inputs === null || signatures === null) return null;
  const ours = [...inputs].filter(([, member]) => tagOf(member) === AGENT_SIGNATURE.tag);
  const [label, covered] = ours[0] ?? [];
  if (ours.length !== 1 || label === undefined || covered === undefined || !isInnerList(covered)) return null;
  const signature = bytesOf(signatures.get(label));
  const parameters = readParameters(covered[1]);
  if (signature === null || parameters === null) return null;
  const components = covered[0].map(([name]) => String(name));
  return { covered, components, signature, ...parameters };
}

function tagOf(member: NonNullable<ReturnType<Dictionary['get']>>): BareItem | undefined {
  return member[1].get('tag');
}

function readParameters(
  parameters: ReadonlyMap<string, BareItem>,
): Pick<AgentSignature, 'created' | 'expires' | 'nonce' | 'deviceId'> | null {
  const alg = parameters.get('alg');
  if (alg !== undefined && alg !== AGENT_SIGNATURE.algorithm) return null;
  const created = parameters.get('created');
  const expires = parameters.get('expires') ?? null;
  const nonce = parameters.get('nonce');
  const deviceId = deviceIdSchema.safeParse(parameters.get('keyid'));
  if (!isSeconds(created) || !(expires === null || isSeconds(expires))) return null;
  if (typeof nonce !== 'string' || nonce === '' || nonce.length > AGENT_SIGNATURE.nonceLength) return null;
  return deviceId.success ? { created, expires, nonce, deviceId: deviceId.data } : null;
}

function isSeconds(value: BareItem | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}
