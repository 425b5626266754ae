/** `short` runs with every test run; `long` by `npm run test:faults`, which sets FAULTS=long. */
export const IS_LONG = process.env.FAULTS === 'long';

/** The size of a fault, by how long a run may take. */
export function scaled<T>(sizes: { readonly short: T; readonly long: T }): T {
  return IS_LONG ? sizes.long : sizes.short;
}
