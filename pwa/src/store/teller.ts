import { newId } from "../moment/ids";
import { toBase64 } from "./base64";
import { deviceFact } from "./device";
import { readSealKey, sealTo, type SealKey } from "./envelope";
import { post } from "./letterbox";
import { fits } from "./room";
import { opSchema } from "./schema";
import { readFact, type Seat } from "./seat";
import { isLocked, keyRecord } from "./seatkey";
import type { Kept } from "./telling";

/**
 * What a locked place leaves outside of its lock, so that somebody can tell an adult there without the PIN: the word for whose
 * it is, in a box that only the school opens, and takes for telling an adult and for nothing else.
 */
interface Teller {
  key: string;
  box: ArrayBuffer;
}

/** Leaves it. The store is open. Without a word for whose it is, or a key of the school, nothing can be told without the PIN. */
export async function leaveTeller(seat: Seat): Promise<void> {
  const [school, deliver] = await Promise.all([schoolsKey(), readFact(seat, "deliver")]);
  if (!school || !deliver) return;
  const box = await sealTo(school, "kith teller 1", encode({ deliver }));
  const teller: Teller = { key: school.id, box };
  await seat.db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: "teller", value: { lies: teller } }));
}

/** Takes it away: the place opens without a PIN. */
export async function takeTeller(seat: Seat): Promise<void> {
  await seat.db.write(["meta"], (tx) => tx.objectStore("meta").delete("teller"));
}

/** True where somebody can tell an adult without opening this locked place. */
export async function canTellLocked(seat: Seat): Promise<boolean> {
  return isLocked(await keyRecord(seat)) && Boolean((await tellerOf(seat)) && (await schoolsKey()));
}

/**
 * Seals what somebody tells an adult at a locked place, into the letterbox of this device: nobody can read it here any more,
 * and it goes up with the next place that is opened. It is on the disk when the promise resolves.
 */
export async function tellLocked(seat: Seat, words: string, lang: string): Promise<Kept> {
  const [school, teller] = await Promise.all([schoolsKey(), tellerOf(seat)]);
  if (!school || !teller) return "nowhere";
  const [op, said] = [newId(), words.trim()];
  const body = { ...(said && { words: said, lang }) };
  const whose = { key: teller.key, box: toBase64(teller.box) };
  // The place's own idea of the school's clock is locked away with the rest.
  const act = { op, kind: "tell_adult", at: new Date().toISOString(), body };
  const box = await sealTo(school, "kith words 1", encode({ teller: whose, schema: opSchema, op: act }));
  const letter = { op, key: school.id, box, at: Date.now(), nextAt: 0, attempts: 0 };
  return (await fits(seat, () => post([letter], []))) ? "sealed" : "nowhere";
}

async function tellerOf(seat: Seat): Promise<Teller | undefined> {
  const here = await seat.db.read(["meta"], (tx) => tx.objectStore("meta").get("teller"));
  return here?.value.lies as Teller | undefined;
}

async function schoolsKey(): Promise<SealKey | undefined> {
  return readSealKey(await deviceFact("sealKey"));
}

function encode(thing: object): ArrayBuffer {
  return new TextEncoder().encode(JSON.stringify(thing)).buffer as ArrayBuffer;
}
