import type pg from 'pg';

/** What SQL is sent through: the pool, or the connection of a transaction that somebody else opened. */
export type Queryable = Pick<pg.ClientBase, 'query'>;
