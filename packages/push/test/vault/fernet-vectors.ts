/*
 * The vectors of the Fernet specification, from its repository as of commit 20dead475f53f11d20592baf29ad697163afc0cd:
 * https://github.com/fernet/spec (generate.json, verify.json, invalid.json). All of them use one key. The expected
 * `reason` of the invalid ones is ours; the specification only says that each must be refused.
 */
export const SPEC_KEY = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';

export const SPEC_GENERATE = [
  {
    token:
      'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
    now: '1985-10-26T01:20:00-07:00',
    iv: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    src: 'hello',
  },
] as const;

export const SPEC_VERIFY = [
  {
    token:
      'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
    now: '1985-10-26T01:20:01-07:00',
    ttl_sec: 60,
    src: 'hello',
  },
] as const;

export const SPEC_INVALID = [
  {
    desc: 'incorrect mac',
    token:
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==',
    now: '1985-10-26T01:20:01-07:00',
    ttl_sec: 60,
    reason: 'bad_signature',
  },
  {
    desc: 'too short',
    token: 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==',
    now: '1985-10-26T01:20:01-07:00',
    ttl_sec: 60,
    reason: 'malformed',
  },
  {
    desc: 'invalid base64',
    token:
      '%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
    now: '1985-10-26T01:20:01-07:00',
    ttl_sec: 60,
    reason: 'malformed',
  },
  {
    desc: 'payload size not multiple of block size',
    token: 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm',
    now: '1985-10-26T01:20:01-07:00',
    ttl_sec: 60,
    reason: 'malformed',
  },
  {
    desc: 'payload padding error',
    token:
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==',
    now: '1985-10-26T01:20:01-07:00',
    ttl_sec: 60,
    reason: 'bad_padding',
  },
  {
    desc: 'far-future TS (unacceptable clock skew)',
    token:
      'gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==',
    now: '1985-10-26T01:20:01-07:00',
    ttl_sec: 60,
    reason: 'from_the_future',
  },
  {
    desc: 'expired TTL',
    token:
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
    now: '1985-10-26T01:21:31-07:00',
    ttl_sec: 60,
    reason: 'expired',
  },
  {
    desc: 'incorrect IV (causes padding error)',
    token:
      'gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==',
    now: '1985-10-26T01:20:01-07:00',
    ttl_sec: 60,
    reason: 'bad_padding',
  },
] as const;

/*
 * Made with Python's `cryptography` 48.0.0, with a fixed time and IV each, so that equal output shows both directions:
 * what it writes we read, and what we write is byte for byte what it writes.
 */
export const PYTHON_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';

export const PYTHON_TOKENS = [
  {
    plaintext: '',
    issuedAtSeconds: 1700000000,
    ivHex: '001f3e5d7c9bbad9f81736557493b2d1',
    token:
      'gAAAAABlU_EAAB8-XXybutn4FzZVdJOy0Sgg9ejQlmaRsY5HqAi1Cwd2YjfeI1DsG7y2V5d40TgfUJHfVVE76rLLHvMD_GUL3g==',
  },
  {
    plaintext: 'aaaaaaaaaaaaaaa',
    issuedAtSeconds: 1700086400,
    ivHex: '11304f6e8daccbea0928476685a4c3e2',
    token:
      'gAAAAABlVUKAETBPbo2sy-oJKEdmhaTD4hGS5FNSW_XzvdEzAARHEuk1AdNjAYEVulpIJzFDEOHf-aRjOaZJlivMftf4UFcLYw==',
  },
  {
    plaintext: 'bbbbbbbbbbbbbbbb',
    issuedAtSeconds: 1700172800,
    ivHex: '2241607f9ebddcfb1a39587796b5d4f3',
    token:
      'gAAAAABlVpQAIkFgf5693PsaOVh3lrXU8zrwOBvAY7BBTj1aQcR2Sh_HBChLkElLVgBUR7EuxisdmjxXSOEjaAeiGeQ-kjhyNcddFm_Dt86EBov1w-34Go4=',
  },
  {
    plaintext: 'https://updates.push.services.mozilla.com/wpush/v2/gAAAAA',
    issuedAtSeconds: 1700259200,
    ivHex: '33527190afceed0c2b4a6988a7c6e504',
    token:
      'gAAAAABlV-WAM1JxkK_O7QwrSmmIp8blBBvUdpSPnF__6NGUl869S8hE0OmXH-moCPqK5cya_IJErQKl0OITNW4hTFtQwbQX-FEMVwRk_440IAVQDXV75wMG8uSb5la-qfxPJJXscQjqTPlvm0rYBK3fOZyUhyIGnQ==',
  },
  {
    plaintext: 'Grüße, 世界 🌍',
    issuedAtSeconds: 1700345600,
    ivHex: '446382a1c0dffe1d3c5b7a99b8d7f615',
    token:
      'gAAAAABlWTcARGOCocDf_h08W3qZuNf2FZ2Qkl5aMvfzw4TseDYO2yWYpUSFPEL5-aYKIeQPDPdrWLrHCTNvzcWakiofYcovFQi3xxiq-nKUCm203LzGJBc=',
  },
] as const;
