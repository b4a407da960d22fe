const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * A new id as the school expects it: 15 characters of a-z and 0-9, some 77 random bits.
 * Made on the phone, so that a repeat of the same act is recognised.
 */
export function newId(): string {
  let id = "";
  while (id.length < 15) {
    for (const byte of crypto.getRandomValues(new Uint8Array(24))) {
      // 252 = 7 * 36: above it the first letters would come up more often.
      if (byte < 252 && id.length < 15) id += alphabet[byte % 36];
    }
  }
  return id;
}
