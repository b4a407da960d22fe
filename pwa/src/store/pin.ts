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
import { leaveTeller, takeTeller } from "./teller";

/** How many wrong PINs in a row a phone takes before only the school opens it. */
export const mostTries = 10;

/** Of PBKDF2 with SHA-256: what OWASP asks for, and about a second on a slow phone. */
const rounds = 600_000;

/**
 * Why no PIN can be set: the store is of the first apps, the school's key is not known yet, many use this device, or another
 * tab has just set one, or taken it off.
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
  await leaveTeller(seat);
  if ((await changeKeyRecord(seat, (now) => (isBound(now) ? locked : undefined))) !== locked) throw new NoPin("set");
}

/** How a try went. `wrong` with how many are left; `shut`: that was the last one, or there is no PIN any more. */
export type Tried = { is: "right" } | { is: "wrong"; left: number } | { is: "shut" };

/** Opens a locked seat for this tab. */
export async function unlock(seat: Seat, pin: string): Promise<Tried> {
  const judged = await judge(seat, pin);
  if (judged.is === "off") return { is: "right" };
  if (judged.is !== "right") return judged;
  // What the PIN opens must not hang on what the school needs: it is tried again with the next right one.
  const report = (error: unknown) => globalThis.reportError?.(error);
  await renewEscrow(seat, judged.key).catch(report);
  await leaveTeller(seat).catch(report); // for what it opens the newest word and key are good
  return { is: "right" };
}

/** @throws NoPin when another tab has taken the lock off */
export async function changePin(seat: Seat, pin: string, fresh: string): Promise<Tried> {
  const judged = await judge(seat, pin);
  if (judged.is === "off") throw new NoPin("set");
  if (judged.is !== "right") return judged;
  const next = await underPin(judged.key, fresh);
  const now = await changePinned(seat, (lies) => ({ ...lies, pin: next }));
  if (!isLocked(now)) throw new NoPin("set");
  return now.pin ? { is: "right" } : await shut(seat);
}

/** Takes the lock off: from now on the seat opens by itself on this phone. */
export async function dropPin(seat: Seat, pin: string): Promise<Tried> {
  const judged = await judge(seat, pin);
  if (judged.is === "off") return { is: "right" };
  if (judged.is !== "right") return judged;
  const bound = await bind(judged.key);
  const now = await changePinned(seat, () => bound);
  await takeTeller(seat);
  return isLocked(now) ? await shut(seat) : { is: "right" };
}

/** `right` with the key, one that can be wrapped anew. `off`: there is no lock any more. */
type Judged = { is: "right"; key: CryptoKey } | { is: "off" } | Exclude<Tried, { is: "right" }>;

/**
 * Tries a PIN. It is counted before it is judged, so that a tab that is killed gains nothing, and uncounted as soon as it
 * is right. After the last one nothing on this phone opens the seat any more; what its person kept stays.
 */
async function judge(seat: Seat, pin: string): Promise<Judged> {
  const counted = await changePinned(seat, (lies) => withTries(lies, lies.pin.tries + 1));
  if (!isLocked(counted)) return { is: "off" };
  if (!counted.pin || counted.pin.tries > mostTries) return await shut(seat);
  const key = await underPinOf(counted.pin, pin);
  if (!key)
    return counted.pin.tries < mostTries ? { is: "wrong", left: mostTries - counted.pin.tries } : await shut(seat);
  const now = await changePinned(seat, (lies) => withTries(lies, 0));
  // Another tab has met the last wrong PIN meanwhile.
  if (isLocked(now) && !now.pin) return await shut(seat);
  await holdKey(seat, key);
  return { is: "right", key };
}

type Pinned = Locked & Required<Pick<Locked, "pin">>;

/** Changes what lies here of the key while there is a PIN. @returns what lies here now */
async function changePinned(seat: Seat, change: (lies: Pinned) => KeyRecord): Promise<KeyRecord | undefined> {
  return await changeKeyRecord(seat, (lies) => (isPinned(lies) ? change(lies) : undefined));
}

function isPinned(lies: KeyRecord | undefined): lies is Pinned {
  return isLocked(lies) && lies.pin !== undefined;
}

function withTries(lies: Pinned, tries: number): Pinned {
  return { ...lies, pin: { ...lies.pin, tries } };
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
    await tx.objectStore("meta").delete("teller");
    await tx.objectStore("meta").put(lockOff);
  });
}

/** Seals the key anew when the school's has turned: old keys do not open for ever. */
async function renewEscrow(seat: Seat, key: CryptoKey): Promise<void> {
  const [school, lies] = await Promise.all([schoolsKey(), keyRecord(seat)]);
  if (!school || !isLocked(lies) || lies.escrow.key === school.id) return;
  const escrow = await escrowOf(seat, key, school);
  await changeKeyRecord(seat, (now) => (isLocked(now) ? { ...now, escrow } : undefined));
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
