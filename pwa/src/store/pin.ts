import { fromBase64, toBase64 } from "./base64";
import { deviceFact } from "./device";
import { readSealKey, sealTo, type SealKey } from "./envelope";
import { lockAway } from "./leave";
import { seal } from "./seal";
import {
  bind,
  changeKeyRecord,
  holdKey,
  isBound,
  isLocked,
  keyFrom,
  keyRecord,
  unwrap,
  wrap,
  type KeyRecord,
  type Locked,
} from "./seatkey";
import type { Seat } from "./seat";

/** How many wrong PINs in a row a phone takes before only the school opens it. */
export const mostTries = 10;

/** Of PBKDF2 with SHA-256: what OWASP asks for, and about a second on a slow phone. */
const rounds = 600_000;

/**
 * Why no PIN can be set: the store is of the first apps, the school's key is not known yet, many use this device, or another
 * tab has just set one.
 */
export class NoPin extends Error {
  constructor(readonly why: "old" | "no_key" | "shared" | "set") {
    super(`no PIN can be set: ${why}`);
    this.name = "NoPin";
  }
}

/** True for six digits. */
export function isPin(text: string): boolean {
  return /^\d{6}$/.test(text);
}

/**
 * Locks a seat that is open. From the next time on it opens with this PIN, or with the school. One write: there is no moment
 * in which neither opens it.
 *
 * @throws NoPin
 */
export async function setPin(seat: Seat, pin: string): Promise<void> {
  if ((await deviceFact("shared")) === "yes") throw new NoPin("shared");
  const school = await schoolsKey();
  if (!school) throw new NoPin("no_key");
  const lies = await keyRecord(seat);
  if (!isBound(lies)) throw new NoPin(isLocked(lies) ? "set" : "old");
  const key = await unwrap(lies, lies.kek, true);
  const locked: Locked = { pin: await underPin(key, pin), escrow: await escrowOf(seat, key, school) };
  if ((await changeKeyRecord(seat, (now) => (isBound(now) ? locked : undefined))) !== locked) throw new NoPin("set");
}

/** How a try went. `wrong` with how many are left; `shut`: that was the last one, or there is no PIN any more. */
export type Tried = { is: "right" } | { is: "wrong"; left: number } | { is: "shut" };

/** Opens a locked seat for this tab. */
export async function unlock(seat: Seat, pin: string): Promise<Tried> {
  return await tryPin(seat, pin, async (key, { escrow }) => {
    const fresh = await renewed(seat, key, escrow);
    return (lies) => ({ ...lies, escrow: fresh });
  });
}

export async function changePin(seat: Seat, pin: string, fresh: string): Promise<Tried> {
  return await tryPin(seat, pin, async (key) => {
    const next = await underPin(key, fresh);
    return (lies) => ({ ...lies, pin: next });
  });
}

/** Takes the lock off: from now on the seat opens by itself on this phone. */
export async function dropPin(seat: Seat, pin: string): Promise<Tried> {
  return await tryPin(seat, pin, async (key) => {
    const bound = await bind(key);
    return () => bound;
  });
}

/**
 * Tries a PIN. It is counted before it is judged, so that a tab that is killed gains nothing. After the last one nothing
 * on this phone opens the seat any more; what its person kept stays. `then` makes ready what the right one changes of what
 * lies here by then.
 */
async function tryPin(
  seat: Seat,
  pin: string,
  then: (key: CryptoKey, lies: Locked) => Promise<(lies: Locked) => KeyRecord>,
): Promise<Tried> {
  const counted = await changeKeyRecord(seat, countOne);
  if (!isLocked(counted)) return { is: "right" };
  if (!counted.pin || counted.pin.tries > mostTries) return await shut(seat);
  const key = await underPinOf(counted.pin, pin);
  if (!key)
    return counted.pin.tries < mostTries ? { is: "wrong", left: mostTries - counted.pin.tries } : await shut(seat);
  const next = await then(key, counted);
  const now = await changeKeyRecord(seat, (lies) => (isLocked(lies) && lies.pin ? uncounted(next(lies)) : undefined));
  // Another tab has met the last wrong PIN meanwhile.
  if (isLocked(now) && !now.pin) return await shut(seat);
  await holdKey(seat, key);
  return { is: "right" };
}

function countOne(lies: KeyRecord | undefined): KeyRecord | undefined {
  if (!isLocked(lies) || !lies.pin) return undefined;
  return { ...lies, pin: { ...lies.pin, tries: lies.pin.tries + 1 } };
}

function uncounted(lies: KeyRecord): KeyRecord {
  return isLocked(lies) && lies.pin ? { ...lies, pin: { ...lies.pin, tries: 0 } } : lies;
}

/**
 * Takes the PIN away, and with it every way in but the school, and everything that the school can tell again. Doing it twice
 * comes to the same: a tab may have been killed on the way.
 */
export async function shut(seat: Seat): Promise<{ is: "shut" }> {
  await changeKeyRecord(seat, (lies) => (isLocked(lies) ? { escrow: lies.escrow } : undefined));
  await lockAway(seat, "pin");
  return { is: "shut" };
}

/** Opens a locked seat with the key that the school gave back, in base64. The lock is off, which `lockOff` remembers. */
export async function openWithKey(seat: Seat, secret: string): Promise<void> {
  const key = await keyFrom(fromBase64(secret));
  const bound = await bind(key);
  await holdKey(seat, key);
  const lockOff = { name: "lockOff", value: await seal<unknown>(seat, true) };
  await seat.db.write(["meta"], async (tx) => {
    await tx.objectStore("meta").put({ name: "key", value: { lies: bound } });
    await tx.objectStore("meta").put(lockOff);
  });
}

/** Sealed anew when the school's key has turned: old keys do not open for ever. */
async function renewed(seat: Seat, key: CryptoKey, escrow: Locked["escrow"]): Promise<Locked["escrow"]> {
  const school = await schoolsKey();
  return school && school.id !== escrow.key ? await escrowOf(seat, key, school) : escrow;
}

async function schoolsKey(): Promise<SealKey | undefined> {
  return readSealKey(await deviceFact("sealKey"));
}

async function escrowOf(seat: Seat, key: CryptoKey, school: SealKey): Promise<Locked["escrow"]> {
  const secret = toBase64(await crypto.subtle.exportKey("raw", key));
  const held = new TextEncoder().encode(JSON.stringify({ seat: seat.id, secret })).buffer as ArrayBuffer;
  return { key: school.id, box: await sealTo(school, "kith seat key 1", held) };
}

async function underPin(key: CryptoKey, pin: string): Promise<NonNullable<Locked["pin"]>> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, tries: 0, ...(await wrap(key, await derived(pin, salt))) };
}

/** The key, one that can be wrapped anew. Undefined when it is another PIN. */
async function underPinOf(wrapped: NonNullable<Locked["pin"]>, pin: string): Promise<CryptoKey | undefined> {
  const under = await derived(pin, wrapped.salt);
  return await unwrap(wrapped, under, true).catch(() => undefined);
}

async function derived(pin: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const from = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return await crypto.subtle.deriveKey(how, from, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}
