import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityHours, isActive } from './activity-hours.ts';
import { CURL_COMMAND, envFileName, envFileText, loadCommand } from './agent-setup.ts';
import { acknowledgedText, pollFrequencyText, successRateText } from './agent-words.ts';
import { GRACE_CHOICES, graceSeconds, graceText } from './grace.ts';

const SECRET = 'a1'.repeat(32);
const address = { apiUrl: 'https://api.example.org', deviceId: '0197a3c0-0000-7000-8000-00000000000a' };

describe('how to run an agent', () => {
  it('SEC-1: the file holds what the agent needs, and a shell reads the same from it', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'carillon-agent-'));
    try {
      writeFileSync(path.join(folder, 'build.env'), envFileText(address, SECRET));
      const print = 'printf "%s " "$CARILLON_URL" "$CARILLON_DEVICE" "$CARILLON_SECRET"';
      const script = `${loadCommand('build.env')}; sh -c '${print}'`;
      const read = execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
      expect(read.trim().split(' ')).toEqual([address.apiUrl, address.deviceId, SECRET]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('SEC-3: the line for curl sends the id and the secret that were read, as HTTP Basic', () => {
    const script = `curl() { printf "%s " "$@"; }; ${CURL_COMMAND}`;
    const loaded = {
      CARILLON_URL: address.apiUrl,
      CARILLON_DEVICE: address.deviceId,
      CARILLON_SECRET: SECRET,
    };
    const called = execFileSync('sh', ['-c', script], {
      env: { ...process.env, ...loaded },
      encoding: 'utf8',
    }).trim();
    expect(called).toBe(`--user ${address.deviceId}:${SECRET} ${address.apiUrl}/api/v1/client/poll?wait=20`);
  });

  it('names the file after the agent, and so that no shell and no system stumbles over it', () => {
    expect(envFileName('Build server')).toBe('build-server.env');
    expect(envFileName('Müllabfuhr № 3')).toBe('mullabfuhr-no-3.env');
    expect(envFileName('鐘')).toBe('agent.env');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (name) => {
        expect(envFileName(name)).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*\.env$/);
      }),
    );
  });
});

describe('an agent’s activity in words', () => {
  it('SEC-10: how often it polls', () => {
    expect(pollFrequencyText(null)).toBe('too few to tell');
    expect(pollFrequencyText(20.4)).toBe('every 20 s');
    expect(pollFrequencyText(600)).toBe('every 10 min');
  });

  it('SEC-10: the success rate is never rounded to a perfection or a ruin that is none', () => {
    expect(successRateText(null)).toBe('none yet');
    expect(successRateText(1)).toBe('100 %');
    expect(successRateText(0)).toBe('0 %');
    expect(successRateText(0.99999)).toBe('99.9 %');
    expect(successRateText(0.00001)).toBe('0.1 %');
    expect(successRateText(0.5)).toBe('50 %');
  });

  it('SEC-9: what was acknowledged, and what was not', () => {
    expect(acknowledgedText({ messages: 15, processed: 12, failed: 1 })).toBe(
      '12 processed, 1 failed, 2 not acknowledged',
    );
    expect(acknowledgedText({ messages: 0, processed: 1, failed: 0 })).toBe('1 processed, 0 failed');
    expect(acknowledgedText({ messages: 0, processed: 0, failed: 0 })).toBe(
      'No messages in the last 24 hours',
    );
  });

  it('SEC-10: the chart has 24 hours, the present one last, also those in which nothing happened', () => {
    const now = new Date('2026-05-20T12:34:00Z');
    const hours = activityHours(
      [
        { at: '2026-05-19T13:00:00.000Z', polls: 3, processed: 1, failed: 0 },
        { at: '2026-05-20T12:00:00.000Z', polls: 9, processed: 0, failed: 2 },
        { at: '2026-05-19T12:00:00.000Z', polls: 99, processed: 0, failed: 0 },
      ],
      now,
    );
    expect(hours).toHaveLength(24);
    expect(hours[0]).toMatchObject({ polls: 3, processed: 1 });
    expect(hours.at(-1)).toEqual({
      atMs: Date.parse('2026-05-20T12:00:00Z'),
      polls: 9,
      processed: 0,
      failed: 2,
    });
    expect(hours.filter(isActive)).toHaveLength(2);
  });
});

describe('rotating a secret', () => {
  it('SEC-6: offers to end the old one now or after an hour, a day or a week, and says what that means', () => {
    expect(GRACE_CHOICES.map(({ value }) => graceSeconds(value))).toEqual([0, 3600, 86_400, 604_800]);
    expect(graceText('none')).toContain('ends at once');
    expect(graceText('day')).toContain('24 hours');
    expect(graceText('week')).toContain('7 days');
  });
});
