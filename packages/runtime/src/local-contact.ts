const AT_LOCALHOST = /[@/]localhost(?:[:/]|$)/;

/**
 * Whether a VAPID subject (RFC 8292, section 2.1) is an address that nobody but this machine can write to. Apple refuses
 * messages with such a contact.
 *
 * @param subject a `mailto:` or `https:` address
 */
export function isLocalContact(subject: string): boolean {
  return AT_LOCALHOST.test(subject);
}
