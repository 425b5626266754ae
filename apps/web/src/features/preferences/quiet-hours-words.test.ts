import { describe, expect, it } from 'vitest';
import { quietHoursText, quietLengthText, timeOfDayIn } from './quiet-hours-words.ts';

const night = {
  enabled: true,
  start: '22:00',
  end: '07:00',
  timeZone: 'Europe/Berlin',
  criticalOverride: true,
} as const;
/** In winter, Berlin is one hour ahead of UTC. */
const at = (utcTime: string) => new Date(`2026-01-15T${utcTime}:00Z`);

describe('quietHoursText', () => {
  it.each([
    ['20:59', 'The next quiet time is today from 22:00 to tomorrow 07:00.'],
    ['21:00', 'It is quiet now, until tomorrow 07:00.'],
    ['22:59', 'It is quiet now, until tomorrow 07:00.'],
    ['23:00', 'It is quiet now, until 07:00.'],
    ['05:59', 'It is quiet now, until 07:00.'],
    ['06:00', 'The next quiet time is today from 22:00 to tomorrow 07:00.'],
  ])('a night, at %s UTC: "%s"', (time, text) => {
    expect(quietHoursText(night, at(time))).toBe(text);
  });

  it.each([
    ['10:59', 'The next quiet time is today from 12:00 to 13:30.'],
    ['11:00', 'It is quiet now, until 13:30.'],
    ['12:30', 'The next quiet time is tomorrow from 12:00 to 13:30.'],
  ])('a lunch break, at %s UTC: "%s"', (time, text) => {
    expect(quietHoursText({ ...night, start: '12:00', end: '13:30' }, at(time))).toBe(text);
  });

  it('says that they are off, and nothing of when they would be', () => {
    expect(quietHoursText({ ...night, enabled: false }, at('23:00'))).toBe(
      'Quiet hours are off: messages come at any time.',
    );
  });

  it('follows the zone through daylight saving', () => {
    expect(timeOfDayIn('Europe/Berlin', new Date('2026-07-15T20:00:00Z'))).toBe('22:00');
    expect(timeOfDayIn('Europe/Berlin', at('20:00'))).toBe('21:00');
    expect(timeOfDayIn('UTC', at('00:00'))).toBe('00:00');
  });
});

describe('quietLengthText', () => {
  it.each([
    ['22:00', '07:00', '9 h a day'],
    ['12:00', '13:30', '1 h 30 min a day'],
    ['12:00', '12:45', '45 min a day'],
    ['07:00', '06:59', '23 h 59 min a day'],
  ])('from %s to %s: %s', (start, end, text) => {
    expect(quietLengthText({ start, end })).toBe(text);
  });
});
