/** Tells the frame around a page which page that is; set by src/proxy.ts, whatever a client sent. */
export const PATH_HEADER = 'x-carillon-path';
