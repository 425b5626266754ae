import { describe, expect, it } from 'vitest';
import { findTimeZones, ownTimeZone, zoneLabel } from './time-zones.ts';

const zones = ['America/New_York', 'America/Argentina/Buenos_Aires', 'Europe/Berlin', 'Europe/Paris'];
const now = new Date('2026-01-15T12:00:00Z');
const found = (search: string) =>
  findTimeZones(zones, { search, own: 'Europe/Paris', now }).map(({ id }) => id);

describe('findTimeZones', () => {
  it('begins with the zone of the machine in front of the person', () => {
    expect(found('')[0]).toBe('Europe/Paris');
    expect(found('')).toHaveLength(zones.length);
  });

  it('finds by any words of a name, however they are put', () => {
    expect(found('new york')).toEqual(['America/New_York']);
    expect(found('buenos_aires')).toEqual(['America/Argentina/Buenos_Aires']);
    expect(found('BERLIN europe')).toEqual(['Europe/Berlin']);
    expect(found('atlantis')).toEqual([]);
  });

  it('says what time it is there', () => {
    const [berlin] = findTimeZones(zones, { search: 'berlin', own: 'UTC', now });
    expect(berlin?.detail).toBe('13:00 there now');
  });

  it('offers what this machine says, even where its list lacks it', () => {
    expect(findTimeZones([], { search: '', own: 'UTC', now })[0]?.detail).toBe(
      '12:00 there now, as on this machine',
    );
    expect(ownTimeZone()).not.toBe('');
    expect(zoneLabel('America/New_York')).toBe('America/New York');
  });
});
