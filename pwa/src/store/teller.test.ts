import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fromBase64, toBase64url } from "./base64";
import { noteDeviceFact, noteSeat } from "./device";
import { dueLetters } from "./letterbox";
import { dropPin, setPin, unlock } from "./pin";
import { closeSeat, openSeat, writeFact, type Seat } from "./seat";
import { PinNeeded } from "./seatkey";
import { canTellLocked, tellLocked } from "./teller";
import { outbox } from "./outbox";

const pin = "270814";
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
let school: CryptoKey;
let seat: Seat;

beforeEach(async () => {
  indexedDB = new IDBFactory();
  const pair = await suite.kem.generateKeyPair();
  school = pair.privateKey;
  await noteDeviceFact("sealKey", `key1.${toBase64url(await suite.kem.serializePublicKey(pair.publicKey))}`);
  const line = await noteSeat({ seat: "mayaseat0000001", name: "Maya", kind: "student", used: 1 });
  seat = openSeat(line.seat, line.db);
});
afterEach(() => closeSeat(seat));

/** What the school finds in a box. */
async function opened(box: ArrayBuffer, purpose: string): Promise<Record<string, unknown>> {
  const info = new TextEncoder().encode(purpose).buffer as ArrayBuffer;
  const plain = await suite.open({ recipientKey: school, info, enc: box.slice(0, 65) }, box.slice(65));
  return JSON.parse(new TextDecoder().decode(plain)) as Record<string, unknown>;
}

/** Maya has set a PIN, and the app is opened anew. */
async function locked(deliver?: string): Promise<void> {
  await writeFact(seat, "epoch", "epoch1");
  if (deliver) await writeFact(seat, "deliver", deliver);
  await setPin(seat, pin);
  const { name, id } = seat;
  await closeSeat(seat);
  seat = openSeat(id, name);
  await expect(writeFact(seat, "epoch", "epoch1")).rejects.toThrow(PinNeeded);
}

test("what is told at a locked place is sealed for the school as its student's, and is nothing else on the phone", async () => {
  await locked("token");
  expect(await canTellLocked(seat)).toBe(true);
  expect(await tellLocked(seat, " scared at lunch ", "en")).toBe("sealed");
  expect(await tellLocked(seat, "", "en")).toBe("sealed");
  const letters = await dueLetters("");
  const [words, nothing] = await Promise.all(letters.map(({ box }) => opened(box, "kith words 1")));
  expect(words).toMatchObject({ op: { kind: "tell_adult", body: { words: "scared at lunch", lang: "en" } } });
  expect(nothing).toMatchObject({ op: { body: {} } });
  expect(words).not.toHaveProperty("deliver");
  const { key, box } = words!["teller"] as { key: string; box: string };
  expect(key).toBe("key1");
  expect(await opened(fromBase64(box), "kith teller 1")).toEqual({ deliver: "token" });
  await unlock(seat, pin);
  expect(await outbox(seat)).toEqual([]);
});

test("a place whose phone never heard whose it is cannot tell without its PIN, and can once that was typed", async () => {
  await locked();
  expect(await canTellLocked(seat)).toBe(false);
  expect(await tellLocked(seat, "scared", "en")).toBe("nowhere");
  expect(await dueLetters("")).toEqual([]);
  await unlock(seat, pin);
  await writeFact(seat, "deliver", "token");
  await unlock(seat, pin);
  expect(await canTellLocked(seat)).toBe(true);
});

test("nothing is left beside a place that has no PIN any more", async () => {
  await locked("token");
  await dropPin(seat, pin);
  expect(await canTellLocked(seat)).toBe(false);
  expect(await seat.db.read(["meta"], (tx) => tx.objectStore("meta").count("teller"))).toBe(0);
});
