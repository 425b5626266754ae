/** First halves of advisory lock keys: which kind of thing is locked. The second half says which one. */
export const ADVISORY_LOCKS = {
  fingerprint: 0x66_70,
  instanceCap: 0x63_61,
  resealing: 0x72_73,
  credential: 0x63_72,
} as const;
