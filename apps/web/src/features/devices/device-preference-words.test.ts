import { describe, expect, it } from 'vitest';
import {
  effectiveQuietText,
  effectiveSoundText,
  quietChoiceOf,
  quietChoices,
  SOUND_CHOICES,
  soundChoiceOf,
  soundOf,
} from './device-preference-words.ts';

const night = {
  enabled: true,
  start: '22:00',
  end: '07:00',
  timeZone: 'America/New_York',
  criticalOverride: true,
} as const;
const now = new Date('2026-01-15T12:00:00Z');
const effective = { categories: null, quietHours: null, sound: true };

describe('a device’s preferences in words', () => {
  it('tells a device that follows its person from one that has hours of its own or none', () => {
    expect(quietChoiceOf(null)).toBe('inherit');
    expect(quietChoiceOf(night)).toBe('own');
    expect(quietChoiceOf({ ...night, enabled: false })).toBe('never');
  });

  it('an agent cannot follow its person’s night', () => {
    expect(quietChoices('agent').map(({ label }) => label)).toEqual(['Never quiet', 'Hours of its own']);
    expect(quietChoices('push').map(({ value }) => value)).toEqual(['inherit', 'own', 'never']);
  });

  it('says what holds in the end, wherever it comes from', () => {
    expect(effectiveQuietText({ effective }, now)).toBe('Messages come to it at any time.');
    expect(effectiveQuietText({ effective: { ...effective, quietHours: night } }, now)).toBe(
      'From 22:00 to 07:00, America/New York. The next quiet time is today from 22:00 to tomorrow 07:00.',
    );
    expect(effectiveSoundText({ effective: { ...effective, sound: false } })).toBe(
      'Messages arrive in silence.',
    );
  });

  it('reads each choice of sound back', () => {
    for (const { value } of SOUND_CHOICES) expect(soundChoiceOf(soundOf(value))).toBe(value);
  });
});
