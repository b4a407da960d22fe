import type { Seat } from "./seat";

/**
 * The key of a seat's store, wrapped by a key that the browser never gives out. It lies beside what it opens: who can use
 * the browser can use it.
 */
export interface Bound extends Wrapped {
  kek: CryptoKey;
}

/** The same of a seat that its person has locked: nothing that lies here opens it. */
export interface Locked {
  /** The key under the person's PIN. Gone after too many wrong ones. */
  pin?: Wrapped & { salt: Uint8Array<ArrayBuffer>; tries: number };
  /** The key sealed to the school, which gives it back to the seat's own person: the id of the school's key, and the box. */
  escrow: { key: string; box: ArrayBuffer };
}

/** What lies in `meta` under `key`, and is the one truth about it. The first apps kept a key that cannot be taken out. */
export type KeyRecord = CryptoKey | Bound | Locked;

/** A key under another one: AES-GCM, a nonce of 96 random bits. */
export interface Wrapped {
  iv: Uint8Array<ArrayBuffer>;
  box: ArrayBuffer;
}

/** The store is locked, and its key is not in this tab's memory. `school`: no PIN opens it any more. */
export class PinNeeded extends Error {
  constructor(readonly from: "pin" | "school") {
    super(`the key of this store is with the ${from}`);
    this.name = "PinNeeded";
  }
}

const use: KeyUsage[] = ["encrypt", "decrypt"];
const keys = new Map<Seat, Promise<CryptoKey>>();

/** The seat's key: made at first use, and known to this tab as long as the seat is open. @throws PinNeeded */
export function keyOf(seat: Seat): Promise<CryptoKey> {
  const known = keys.get(seat);
  if (known) return known;
  const key = readKey(seat);
  keys.set(seat, key);
  key.catch(() => keys.delete(seat));
  return key;
}

/** Opens a locked store for as long as the seat is open in this tab. */
export async function holdKey(seat: Seat, key: CryptoKey): Promise<void> {
  const raw = await crypto.subtle.exportKey("raw", key);
  keys.set(seat, crypto.subtle.importKey("raw", raw, "AES-GCM", false, use));
}

/** Takes the key over from whatever else is open of this store in this tab. False when nothing here holds it. */
export async function shareKey(seat: Seat): Promise<boolean> {
  for (const [other, key] of keys) {
    if (other === seat || other.name !== seat.name || !(await key.catch(() => undefined))) continue;
    keys.set(seat, key);
    return true;
  }
  return false;
}

/** From now on this tab knows the key no more. */
export function dropKey(seat: Seat): void {
  keys.delete(seat);
}

async function readKey(seat: Seat): Promise<CryptoKey> {
  const lies = (await keyRecord(seat)) ?? (await makeKey(seat));
  if (isLocked(lies)) throw new PinNeeded(lies.pin ? "pin" : "school");
  return isBound(lies) ? await unwrap(lies, lies.kek) : lies;
}

/** What lies here of the key. Undefined before the first use. */
export async function keyRecord(seat: Seat): Promise<KeyRecord | undefined> {
  const here = await seat.db.read(["meta"], (tx) => tx.objectStore("meta").get("key"));
  return here?.value.lies as KeyRecord | undefined;
}

async function makeKey(seat: Seat): Promise<KeyRecord> {
  const fresh = await bind(await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, use));
  return (await changeKeyRecord(seat, (other) => other ?? fresh)) as KeyRecord;
}

/**
 * Changes what lies here of the key, in one write. `change` is told what lies here at that moment, since another tab may
 * have been faster, and says what shall; undefined leaves it as it is.
 *
 * @returns what lies here now.
 */
export async function changeKeyRecord(
  seat: Seat,
  change: (lies: KeyRecord | undefined) => KeyRecord | undefined,
): Promise<KeyRecord | undefined> {
  return await seat.db.write(["meta"], async (tx) => {
    const lies = (await tx.objectStore("meta").get("key"))?.value.lies as KeyRecord | undefined;
    const next = change(lies);
    if (next && next !== lies) await tx.objectStore("meta").put({ name: "key", value: { lies: next } });
    return next ?? lies;
  });
}

export function isBound(lies: KeyRecord | undefined): lies is Bound {
  return lies !== undefined && "kek" in lies;
}

export function isLocked(lies: KeyRecord | undefined): lies is Locked {
  return lies !== undefined && "escrow" in lies;
}

/**
 * How a seat is locked on this phone: not, not and its key is of a kind that no PIN can lock, by a PIN, or for good, so that
 * only the school opens it.
 */
export type Lock = "none" | "old" | "pin" | "school";

export async function lockOf(seat: Seat): Promise<Lock> {
  const lies = await keyRecord(seat);
  if (isLocked(lies)) return lies.pin ? "pin" : "school";
  return lies === undefined || isBound(lies) ? "none" : "old";
}

/** Ties a key to this browser. */
export async function bind(key: CryptoKey): Promise<Bound> {
  const kek = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
  return { kek, ...(await wrap(key, kek)) };
}

export async function wrap(key: CryptoKey, under: CryptoKey): Promise<Wrapped> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, box: await crypto.subtle.wrapKey("raw", key, under, { name: "AES-GCM", iv }) };
}

/** @param out the key can then be taken out, for wrapping it anew. @throws when it is another key that it is under */
export async function unwrap({ iv, box }: Wrapped, under: CryptoKey, out = false): Promise<CryptoKey> {
  return await crypto.subtle.unwrapKey("raw", box, under, { name: "AES-GCM", iv }, "AES-GCM", out, use);
}

/** A key of 256 bits from its bytes, one that can be wrapped anew. */
export async function keyFrom(raw: ArrayBuffer): Promise<CryptoKey> {
  return await crypto.subtle.importKey("raw", raw, "AES-GCM", true, use);
}
