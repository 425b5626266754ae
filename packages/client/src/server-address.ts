/**
 * The address of the server's tRPC side.
 *
 * @throws {TypeError} when `url` is not an http(s) address
 */
export function trpcAddress(url: string): string {
  return `${serverAddress(url)}/trpc`;
}

/**
 * A server's address without the slash at its end. React Native's `URL` lacks much of the standard, so this goes by text.
 *
 * @throws {TypeError} when `url` is not an http(s) address
 */
export function serverAddress(url: string): string {
  const [address, rest] = url.trim().split(/([?#].*)/, 2);
  if (address === undefined || rest !== undefined || !/^https?:\/\/[^/\s]+/i.test(address)) {
    throw new TypeError("Expected the server's address, such as https://bells.example.com");
  }
  return address.replace(/\/+$/, '');
}
