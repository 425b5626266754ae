import { z } from 'zod';

/** Dates that every client and PostgreSQL can write; seconds given for milliseconds, or a boolean, are none of them. */
export const timestampSchema = z.coerce
  .date()
  .min(new Date('2000-01-01T00:00:00Z'), { message: 'Expected a date after 1999' })
  .max(new Date('9999-12-31T23:59:59.999Z'), { message: 'Expected a date before the year 10000' });
