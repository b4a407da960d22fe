import type { Seat } from "./seat";

declare const sealedMark: unique symbol;

/** A value as it lies on this phone. Only `unseal` gives it back. */
export type Sealed<T> = { readonly lies: unknown; readonly [sealedMark]?: T };

/** AES-GCM, 256 bit, a nonce of 96 random bits for each value. Everything but bytes is JSON. */
interface Box {
  aes: "bytes" | "json";
  iv: Uint8Array<ArrayBuffer>;
  box: ArrayBuffer;
}

/**
 * Makes a value fit to lie on this phone, where only its seat can read it. Every stored value passes here **before** its
 * transaction opens: waiting inside would commit it half done.
 */
export async function seal<T>(seat: Seat, value: T): Promise<Sealed<T>> {
  const aes = value instanceof ArrayBuffer ? "bytes" : "json";
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = value instanceof ArrayBuffer ? value : new TextEncoder().encode(JSON.stringify(value));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(seat), plain);
  return { lies: { aes, iv, box } satisfies Box };
}

/**
 * The value again. Called after the transaction that read it. What was kept before there were keys lies open.
 *
 * @throws when it was changed, or sealed by a key that this phone has lost.
 */
export async function unseal<T>(seat: Seat, sealed: Sealed<T>): Promise<T> {
  if (!isBox(sealed.lies)) return sealed.lies as T;
  const { aes, iv, box } = sealed.lies;
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(seat), box);
  return (aes === "bytes" ? plain : JSON.parse(new TextDecoder().decode(plain))) as T;
}

function isBox(lies: unknown): lies is Box {
  return typeof lies === "object" && lies !== null && "aes" in lies && "box" in lies;
}

const keys = new WeakMap<Seat, Promise<CryptoKey>>();

/** The seat's key: made at first use, never leaves this phone, and goes with the seat's store. */
function keyOf(seat: Seat): Promise<CryptoKey> {
  const known = keys.get(seat);
  if (known) return known;
  const key = readKey(seat);
  keys.set(seat, key);
  key.catch(() => keys.delete(seat));
  return key;
}

async function readKey(seat: Seat): Promise<CryptoKey> {
  const here = await seat.db.read(["meta"], (tx) => tx.objectStore("meta").get("key"));
  if (here) return here.value.lies as CryptoKey;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return await seat.db.write(["meta"], async (tx) => {
    // Another tab may have been faster: there is one key.
    const other = await tx.objectStore("meta").get("key");
    if (other) return other.value.lies as CryptoKey;
    await tx.objectStore("meta").put({ name: "key", value: { lies: fresh } });
    return fresh;
  });
}
