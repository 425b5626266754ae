/** Limits are inclusive. Each is used by a schema, a use case or a database constraint, and named once here. */
export const LIMITS = {
  installationIdLength: 255,
  deviceNameLength: 100,
  deviceMetadataLength: 255,
  /** REG-15. */
  deviceTags: 20,
  tagLength: 50,
  userAgentLength: 512,
  pageSizeDefault: 50,
  pageSizeMax: 100,
  bodyBytes: 64 * 1024,
  bodyDepth: 20,
  batchCalls: 10,
  passwordMin: 12,
  passwordMax: 256,
  titleLength: 256,
  bodyLength: 2048,
  ttlSecondsMax: 2_419_200,
  ttlSecondsDefault: 86_400,
  /** Plaintext of one web push message: 4096 less the aes128gcm header, padding delimiter and tag (RFC 8291 section 4). */
  webPushPlaintextBytes: 3993,
  /** Audiences up to this many devices are expanded in the sending transaction. */
  inlineExpansionDevices: 100,
  chunkDevices: 500,
  /** How far ahead a notification may be scheduled. */
  scheduleAheadDays: 366,
  /** Topics of one installation. */
  topics: 1_000,
  /** REG-14: devices of one bulk call. */
  bulkDevices: 500,
  maxAttempts: 10,
  /** Expo: minutes after a message was accepted at which its receipt is asked for; Expo keeps receipts for a day. */
  receiptCheckMinutes: [15, 30, 60, 240, 1380],
} as const;
