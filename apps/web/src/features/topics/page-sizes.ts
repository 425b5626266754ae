/** Entries that a list asks for at once; the server's prefetch and the browser's query must ask for the same. */
export const TOPIC_PAGE_SIZE = 50;
export const MEMBER_PAGE_SIZE = 50;
