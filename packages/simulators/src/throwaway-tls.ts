import { generate } from 'selfsigned';

export type ThrowawayTls = {
  /** The certificate authority to trust, PEM. */
  caPem: string;
  /** The server's certificate for 127.0.0.1, ::1 and localhost, PEM. */
  certPem: string;
  keyPem: string;
};

const VALID_MS = 30 * 24 * 3_600_000;
/** A little into the past, so that a client whose clock is behind still trusts it. */
const BACKDATED_MS = 3_600_000;

/**
 * Makes a certificate authority and one server certificate, both P-256 and good for 30 days. The authority's key is
 * forgotten on return, so that trusting its certificate can never vouch for another server.
 */
export async function makeThrowawayTls(nowMs: number): Promise<ThrowawayTls> {
  const validity = {
    keyType: 'ec' as const,
    curve: 'P-256' as const,
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - BACKDATED_MS),
    notAfterDate: new Date(nowMs + VALID_MS),
  };
  const authority = await generate([{ name: 'commonName', value: 'Carillon simulators, throw-away CA' }], {
    ...validity,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...validity,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { caPem: authority.cert, certPem: server.cert, keyPem: server.private };
}
