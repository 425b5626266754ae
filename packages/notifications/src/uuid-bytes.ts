const UUID_BYTES = 16;

/** UUIDs as their bytes, one after the other. */
export function toUuidBytes(...ids: readonly string[]): Buffer {
  return Buffer.from(ids.join('').replaceAll('-', ''), 'hex');
}

/** The UUIDs that {@link toUuidBytes} was given, from a whole number of them. */
export function fromUuidBytes(bytes: Uint8Array): string[] {
  const count = Math.floor(bytes.length / UUID_BYTES);
  return Array.from({ length: count }, (_, index) => {
    const hex = Buffer.from(bytes.subarray(index * UUID_BYTES, (index + 1) * UUID_BYTES)).toString('hex');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  });
}
