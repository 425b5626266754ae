import type { ErrorCode as Served } from '@carillon/contracts/errors';

/** Every code that the server answers with. Each has a page in its documentation, docs/errors. */
export type ErrorCode = Served;
