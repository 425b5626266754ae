import type { AppRouter as Served } from '@carillon/trpc/router';

/** Every procedure of the server, as a type alone. The published package has it written out, without the server's own types. */
export type AppRouter = Served;
