import { z } from 'zod';

const EXPECTED = 'Expected an ISO 8601 time with its zone, such as 2031-05-20T18:00:00Z';
const isoTimeSchema = z.union([
  z.iso.datetime({ offset: true }),
  // Without seconds.
  z.iso.datetime({ offset: true, precision: -1 }),
]);

/**
 * Dates that every client and PostgreSQL can write. Text without a zone would be read in the server's own, and `12` as a
 * month, so that both are refused.
 */
export const timestampSchema = z.preprocess(
  (value) => (isoTimeSchema.safeParse(value).success ? new Date(String(value)) : value),
  z
    .date({ error: EXPECTED })
    .min(new Date('2000-01-01T00:00:00Z'), { message: 'Expected a date after 1999' })
    .max(new Date('9999-12-31T23:59:59.999Z'), { message: 'Expected a date before the year 10000' }),
);
