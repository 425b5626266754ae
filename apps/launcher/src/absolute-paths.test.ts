import { describe, expect, it } from 'vitest';
import { withAbsolutePaths } from './absolute-paths.ts';

describe('withAbsolutePaths', () => {
  it('takes relative paths from the folder of the start, and leaves everything else alone', () => {
    const env = {
      APNS_KEY: './key.p8',
      FCM_SERVICE_ACCOUNT: 'secrets/account.json',
      NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
      APNS_TOPIC: './not a path',
    };
    expect(withAbsolutePaths(env, '/srv/carillon')).toEqual({
      APNS_KEY: '/srv/carillon/key.p8',
      FCM_SERVICE_ACCOUNT: '/srv/carillon/secrets/account.json',
      NODE_EXTRA_CA_CERTS: '/etc/ca.pem',
      APNS_TOPIC: './not a path',
    });
  });

  it.each([
    ['APNS_KEY', '-----BEGIN PRIVATE KEY-----\\nAAAA'],
    ['FCM_SERVICE_ACCOUNT', ' {"type": "service_account"}'],
    ['FCM_SERVICE_ACCOUNT', 'application-default'],
    ['NODE_EXTRA_CA_CERTS', ''],
  ])('%s=%j is no path', (name, value) => {
    expect(withAbsolutePaths({ [name]: value }, '/srv')).toEqual({ [name]: value });
  });
});
