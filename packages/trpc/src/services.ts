/**
 * The use cases that procedures call, as the domain packages' factories return them. Each process that hosts the router
 * (API, dashboard) builds one set in its container. Each domain adds its line.
 */
export interface Services {
  readonly auth: unknown;
}
