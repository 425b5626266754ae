import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAgentSignature } from './signature-input.ts';

const ID = randomUUID();
const PARAMETERS = { created: '1618884473', nonce: '"n"', keyid: `"${ID}"`, tag: '"carillon-agent"' };

function headersWith(changes: Readonly<Record<string, string | null>>, components = '"@method"') {
  const parameters = Object.entries({ ...PARAMETERS, ...changes })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `;${name}=${value}`)
    .join('');
  return { 'signature-input': `sig1=(${components})${parameters}`, signature: 'sig1=:YWJj:' };
}

describe('reading an agent’s signature', () => {
  it('SEC-3: gives its components, its bytes and its parameters', () => {
    const headers = headersWith({ alg: '"hmac-sha256"', expires: '1618884500' }, '"@method" "@path"');
    expect(readAgentSignature(headers)).toMatchObject({
      components: ['@method', '@path'],
      signature: new Uint8Array(Buffer.from('abc')),
      created: 1_618_884_473,
      expires: 1_618_884_500,
      nonce: 'n',
      deviceId: ID,
    });
  });

  it.each([
    ['created', null],
    ['created', '"1618884473"'],
    ['created', '1.5'],
    ['created', '@1618884473'],
    ['expires', '"never"'],
    ['nonce', null],
    ['nonce', '""'],
    ['nonce', '5'],
    ['nonce', `"${'n'.repeat(65)}"`],
    ['keyid', null],
    ['keyid', '"no id"'],
    ['keyid', '7'],
    ['tag', null],
    ['tag', '"another"'],
    ['tag', 'carillon-agent'],
    ['alg', '"hmac-sha512"'],
    ['alg', '"rsa-pss-sha512"'],
    ['alg', 'hmac-sha256'],
  ])('SEC-4: %s=%s is none of ours', (name, value) => {
    expect(readAgentSignature(headersWith({ [name]: value }))).toBeNull();
  });

  it('SEC-4: a nonce of 64 characters is the longest', () => {
    expect(readAgentSignature(headersWith({ nonce: `"${'n'.repeat(64)}"` }))?.nonce).toHaveLength(64);
  });

  it('SEC-3: signatures for others are passed over, and two for us are one too many', () => {
    const { 'signature-input': ours } = headersWith({});
    const others = 'proxy=("@method");tag="web-bot-auth"';
    expect(
      readAgentSignature({
        'signature-input': `${others}, ${ours}`,
        signature: 'sig1=:YWJj:, proxy=:eHl6:',
      })?.signature,
    ).toEqual(new Uint8Array(Buffer.from('abc')));
    expect(
      readAgentSignature({
        'signature-input': `${ours}, ${ours.replace('sig1', 'sig2')}`,
        signature: 'sig1=:YWJj:, sig2=:YWJj:',
      }),
    ).toBeNull();
  });

  it.each([
    [{}],
    [{ 'signature-input': headersWith({})['signature-input'] }],
    [{ signature: 'sig1=:YWJj:' }],
    [{ ...headersWith({}), signature: 'other=:YWJj:' }],
    [{ ...headersWith({}), signature: 'sig1="YWJj"' }],
    [{ ...headersWith({}), signature: 'sig1=(:YWJj:)' }],
    [{ ...headersWith({}), signature: 'sig1=:not base64:' }],
    [{ ...headersWith({}), 'signature-input': 'sig1="@method";tag="carillon-agent"' }],
    [{ ...headersWith({}), 'signature-input': 'sig1=("@method"' }],
    [{ ...headersWith({}), 'signature-input': '' }],
  ])('SEC-4: what is no signature, or half of one, is none: %j', (headers) => {
    expect(readAgentSignature(headers)).toBeNull();
  });

  it('SEC-7: never throws, whatever comes', () => {
    const bytes = fc.string({ unit: 'binary', maxLength: 100 });
    const nearly = fc
      .tuple(fc.nat(), fc.string({ maxLength: 3 }))
      .map(([at, text]) => splice(headersWith({})['signature-input'], at, text));
    fc.assert(
      fc.property(fc.oneof(bytes, nearly), bytes, (input, signature) => {
        const read = readAgentSignature({ 'signature-input': input, signature });
        expect(read === null || read.nonce.length > 0).toBe(true);
        readAgentSignature({ 'signature-input': input, signature: 'sig1=:YWJj:' });
      }),
      { numRuns: 1_000 },
    );
  });

  it('any nonce of visible characters is read as it was meant', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{1,64}$/), (nonce) => {
        const quoted = `"${nonce.replaceAll(/["\\]/g, '\\$&')}"`;
        expect(readAgentSignature(headersWith({ nonce: quoted }))?.nonce).toBe(nonce);
      }),
    );
  });
});

function splice(text: string, at: number, inserted: string): string {
  const place = at % (text.length + 1);
  return text.slice(0, place) + inserted + text.slice(place + 1);
}
