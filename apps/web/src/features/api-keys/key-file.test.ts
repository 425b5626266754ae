import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyFile } from './key-file.ts';

const apiUrl = 'https://push.example';

describe('keyFile', () => {
  it('AUTH-5: holds the key and the server’s address as settings, named after the key', () => {
    expect(keyFile({ name: 'Billing server', key: 'crl_abc', apiUrl })).toEqual({
      name: 'carillon-billing-server.env',
      text: '# API key of Carillon: Billing server\nCARILLON_URL=https://push.example\nCARILLON_API_KEY=crl_abc\n',
    });
    expect(keyFile({ name: '…', key: 'crl_abc', apiUrl }).name).toBe('carillon-key.env');
  });

  it('a name can neither leave its comment nor the folder', () => {
    const unit = fc.constantFrom(
      'a',
      'Z',
      '0',
      ' ',
      '.',
      '/',
      '\\',
      '\n',
      '\r',
      '\u2028',
      '\0',
      'é',
      '-',
      '#',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (name) => {
        const file = keyFile({ name, key: 'crl_abc', apiUrl });
        expect(file.name).toMatch(/^carillon-[a-z0-9-]+\.env$/);
        expect(file.text.split(/[\n\r\u2028\u2029]/)).toHaveLength(4);
      }),
    );
  });
});
