import { describe, expect, it } from 'vitest';
import { quietHoursErrors, quietHoursFields } from './quiet-hours-errors.ts';

const night = {
  enabled: true,
  start: '22:00',
  end: '07:00',
  timeZone: 'Europe/Berlin',
  criticalOverride: true,
} as const;

describe('what is wrong with quiet hours', () => {
  it('is said by the field that it is about, before the server is asked', () => {
    expect(quietHoursErrors(night)).toEqual({});
    expect(quietHoursErrors({ ...night, end: '22:00' }).end).toContain('another time than start');
    expect(quietHoursErrors({ ...night, start: '' }).start).toContain('HH:MM');
    expect(quietHoursErrors({ ...night, timeZone: '+01:00' }).timeZone).toContain('Europe/Berlin');
  });

  it('finds the field of what the server refused', () => {
    expect(quietHoursFields({ 'quietHours.timeZone': 'Expected another', sound: 'x' })).toEqual({
      timeZone: 'Expected another',
      sound: 'x',
    });
  });
});
