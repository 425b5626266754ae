import { describe, expect, it } from 'vitest';
import { createEndpointPolicy } from './endpoint-policy.ts';
import { compileHostRule, KNOWN_PUSH_SERVICE_HOSTS } from './endpoint-policy-hosts.ts';

const known = createEndpointPolicy({ allowedHosts: KNOWN_PUSH_SERVICE_HOSTS, testOrigins: [] });

describe('createEndpointPolicy', () => {
  it.each([
    'https://fcm.googleapis.com/fcm/send/abc:def',
    'https://fcm.googleapis.com/wp/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/gAAAA',
    'https://eu.push.services.mozilla.com/wpush/v2/gAAAA',
    'https://wns2-par02p.notify.windows.com/w/?token=BQY%3d',
    'https://web.push.apple.com/QGxyz',
  ])('WEB-7: %s is allowed and kept as it is', (endpoint) => {
    expect(known.check(endpoint)).toMatchObject({ allowed: true, endpoint, isTestOrigin: false });
  });

  it.each([
    ['https://notfcm.googleapis.com/x', 'host_not_allowed'],
    ['https://a.fcm.googleapis.com/x', 'host_not_allowed'],
    ['https://evilnotify.windows.com/x', 'host_not_allowed'],
    ['https://.notify.windows.com/x', 'host_not_allowed'],
    ['https://fcm.googleapis.com./x', 'host_not_allowed'],
    ['https://8.8.8.8/x', 'host_not_allowed'],
    ['https://127.0.0.1/x', 'special_address'],
    ['https://[::1]:8443/x', 'special_address'],
    ['https://fcm.googleapis.com:8443/x', 'has_port'],
    ['https://u:p@fcm.googleapis.com/x', 'has_credentials'],
    ['http://fcm.googleapis.com/x', 'not_https'],
    ['fcm.googleapis.com/x', 'not_a_url'],
  ])('WEB-7: %s is refused as %s, in words that do not repeat it', (endpoint, reason) => {
    const verdict = known.check(endpoint);
    expect(verdict).toMatchObject({ allowed: false, reason });
    if (!verdict.allowed) expect(verdict.message).not.toContain(endpoint.slice(8, 20));
  });

  it('WEB-7: an endpoint is measured as it is stored', () => {
    const endpoint = (characters: number) => 'https://fcm.googleapis.com/'.padEnd(characters, 'x');
    expect(known.check(endpoint(2048))).toMatchObject({ allowed: true });
    expect(known.check(endpoint(2049))).toMatchObject({ allowed: false, reason: 'too_long' });
    expect(known.check('https://fcm.googleapis.com/'.padEnd(1000, 'é'))).toMatchObject({
      reason: 'too_long',
    });
  });

  it('WEB-7: spellings of one endpoint become one, so that it cannot be registered twice', () => {
    const spellings = [
      'HTTPS://FCM.googleapis.com:443/fcm/send/abc',
      ' https://fcm.googleapis.com/fcm/./send/abc#fragment ',
      'https:\\\\fcm.googleapis.com\\fcm\\send\\abc',
      'https://fcm.googleapis.com/fcm/se\tnd/abc',
    ];
    for (const spelling of spellings) {
      expect(known.check(spelling)).toMatchObject({ endpoint: 'https://fcm.googleapis.com/fcm/send/abc' });
    }
  });

  it('WEB-7: a test origin is allowed by its exact origin alone, and still only over https', () => {
    const policy = createEndpointPolicy({
      allowedHosts: ['push.example.com'],
      testOrigins: ['https://127.0.0.1:8443/'],
    });
    expect(policy.testOrigins).toEqual(['https://127.0.0.1:8443']);
    expect(policy.check('https://127.0.0.1:8443/push/1')).toMatchObject({
      allowed: true,
      isTestOrigin: true,
    });
    expect(policy.check('https://127.0.0.1:8444/push/1')).toMatchObject({ allowed: false });
    expect(policy.check('https://localhost:8443/push/1')).toMatchObject({ allowed: false });
    expect(policy.check('http://127.0.0.1:8443/push/1')).toMatchObject({ allowed: false });
    expect(policy.check('https://u@127.0.0.1:8443/push/1')).toMatchObject({ allowed: false });
  });

  it.each(['http://127.0.0.1:8443', 'https://127.0.0.1:8443/path', '127.0.0.1:8443', '*'])(
    'WEB-7: %s is no test origin, and says so at start',
    (origin) => {
      expect(() => createEndpointPolicy({ allowedHosts: ['*'], testOrigins: [origin] })).toThrow(
        'https origin',
      );
    },
  );
});

describe('compileHostRule', () => {
  it('WEB-7: a name means itself, and a leading dot or asterisk the names below it', () => {
    const allowed = compileHostRule([' Push.example.com ', '.below.example', '*.star.example']);
    const hosts = [
      'push.example.com',
      'a.push.example.com',
      'a.below.example',
      'a.b.below.example',
      'below.example',
    ];
    expect(hosts.map(allowed)).toEqual([true, false, true, true, false]);
    expect(['x.star.example', 'star.example', 'xstar.example'].map(allowed)).toEqual([true, false, false]);
  });

  it('WEB-7: * means every public name and address, and none that is local', () => {
    const allowed = compileHostRule(['*']);
    expect(['push.example.com', '8.8.8.8', '[2606:4700:4700::1111]'].every(allowed)).toBe(true);
    const local = [
      'localhost',
      'a.localhost',
      'nas.local',
      'x.internal',
      'host',
      '10.0.0.1',
      '[::1]',
      'example.com.',
    ];
    expect(local.filter(allowed)).toEqual([]);
  });

  it.each([
    'https://push.example.com',
    'push.example.com:443',
    'push.*.com',
    '127.0.0.1',
    'localhost',
    '',
    '.',
    '*.',
  ])('WEB-7: %j in the allow-list is refused at start', (entry) => {
    expect(() => compileHostRule([entry])).toThrow('expected a host name');
  });
});
