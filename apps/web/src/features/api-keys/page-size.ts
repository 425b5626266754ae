export const API_KEY_PAGE_SIZE = 25;
