/** Entries that a list asks for at once; the server's prefetch and the browser's query must ask for the same. */
export const NOTIFICATION_PAGE_SIZE = 25;
export const DELIVERY_PAGE_SIZE = 25;
export const DEVICE_DELIVERIES_SHOWN = 10;
