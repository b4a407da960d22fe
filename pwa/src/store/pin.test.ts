import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { toBase64, toBase64url } from "./base64";
import { noteDeviceFact, noteSeat, seatsHere } from "./device";
import { drafts, keepDraft } from "./drafts";
import { unsent } from "./look";
import { bytesOf } from "./media";
import { outbox, textOf } from "./outbox";
import { lunch, lunchDraft, mayasRows, momentRow, tell, told } from "./people.testing";
import { photo, withPhotos } from "./photos.testing";
import { keepPicture } from "./pictures";
import { changePin, dropPin, mostTries, openWithKey, setPin, shut, unlock } from "./pin";
import { me } from "./rows";
import { saveRevision } from "./save";
import { closeSeat, openSeat, readFact, writeFact, type Seat } from "./seat";
import { keyRecord, lockOf, PinNeeded, type Bound, type Locked } from "./seatkey";

const pin = "270814";
const wrong = "000000";
const seats: Seat[] = [];

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** A key of the school, of which the phone hears the public half. */
async function schoolsKey(id: string): Promise<CryptoKey> {
  const { privateKey, publicKey } = await suite.kem.generateKeyPair();
  await noteDeviceFact("sealKey", `${id}.${toBase64url(await suite.kem.serializePublicKey(publicKey))}`);
  return privateKey;
}

/** What the school finds in a box. */
async function openBox(recipientKey: CryptoKey, box: ArrayBuffer): Promise<{ seat: string; secret: string }> {
  const info = new TextEncoder().encode("kith seat key 1").buffer;
  const plain = await suite.open({ recipientKey, info, enc: box.slice(0, 65) }, box.slice(65));
  return JSON.parse(new TextDecoder().decode(plain)) as { seat: string; secret: string };
}

function opened(db: string): Seat {
  const seat = openSeat("mayaseat0000001", db);
  seats.push(seat);
  return seat;
}

/** The app is opened anew: a seat without a key in memory. */
async function anew(seat: Seat): Promise<Seat> {
  await closeSeat(seat);
  return opened(seat.name);
}

/** Runs `act`, and `meanwhile` when it is about to derive a key for the first time. */
async function whileDeriving<T>(meanwhile: () => Promise<unknown>, act: () => Promise<T>): Promise<T> {
  const subtle = Object.getPrototypeOf(crypto.subtle) as SubtleCrypto;
  const derive = subtle.deriveKey;
  subtle.deriveKey = async function (this: SubtleCrypto, ...how: Parameters<typeof derive>) {
    subtle.deriveKey = derive;
    await meanwhile();
    return await derive.apply(this, how);
  };
  return await act().finally(() => (subtle.deriveKey = derive));
}

const lies = async (seat: Seat) => (await keyRecord(seat)) as Locked;
const tries = async (seat: Seat) => (await lies(seat)).pin?.tries;

let school: CryptoKey;
let seat: Seat;
beforeEach(async () => {
  indexedDB = new IDBFactory();
  school = await schoolsKey("key1");
  const line = await noteSeat({ seat: "mayaseat0000001", name: "Maya", kind: "student", used: 1 });
  seat = opened(line.db);
  await writeFact(seat, "session", { access: "a1", refresh: "r1", until: "2027-06-30T00:00:00Z", device: "d1" });
  await writeFact(seat, "epoch", "epoch1");
});
afterEach(async () => {
  for (const each of seats.splice(0)) await closeSeat(each);
  vi.unstubAllGlobals();
});

describe("a seat with a PIN", () => {
  beforeEach(() => setPin(seat, pin));

  test("goes on in the tab that set it, and asks everywhere else", async () => {
    expect(await readFact(seat, "epoch")).toBe("epoch1");
    seat = await anew(seat);
    await expect(readFact(seat, "epoch")).rejects.toThrow(PinNeeded);
    expect(await lockOf(seat)).toBe("pin");
    expect(await unlock(seat, pin)).toEqual({ is: "right" });
    expect(await readFact(seat, "epoch")).toBe("epoch1");
    await expect(readFact(opened(seat.name), "epoch"), "another tab").rejects.toThrow(PinNeeded);
  });

  test("has nothing beside it that opens it without the PIN", async () => {
    const record = await lies(seat);
    expect(Object.keys(record).sort()).toEqual(["escrow", "pin"]);
    expect(Object.keys(record.pin!).sort()).toEqual(["box", "iv", "salt", "tries"]);
    expect(Object.values(record.pin!).filter((part) => (part as unknown) instanceof CryptoKey)).toEqual([]);
  });

  test("is derived from its own salt in 600,000 rounds, so that ten wrong ones take a while", async () => {
    const from = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
    const { salt, iv, box } = (await lies(seat)).pin!;
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: 600_000 };
    const under = await crypto.subtle.deriveKey(how, from, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, under, box);
    const inside = await openBox(school, (await lies(seat)).escrow.box);
    expect(inside).toEqual({ seat: "mayaseat0000001", secret: toBase64(raw) });
  });

  test("counts a try before it is judged: a tab that is killed while it derives has used one up", async () => {
    seat = await anew(seat);
    const seen: unknown[] = [];
    const look = async () => void seen.push(await tries(opened(seat.name)));
    await whileDeriving(look, () => unlock(seat, wrong));
    await whileDeriving(look, () => unlock(seat, pin));
    expect(seen).toEqual([1, 2]);
    expect(await tries(seat)).toBe(0);
  });

  test("says how many tries are left, and forgets them after the right one", async () => {
    seat = await anew(seat);
    expect(await unlock(seat, wrong)).toEqual({ is: "wrong", left: 9 });
    expect(await unlock(seat, wrong)).toEqual({ is: "wrong", left: 8 });
    expect(await unlock(seat, pin)).toEqual({ is: "right" });
    seat = await anew(seat);
    expect(await unlock(seat, wrong)).toEqual({ is: "wrong", left: 9 });
  });

  test("can be given another one, by whoever knows the one it has", async () => {
    expect(await changePin(seat, wrong, "111111")).toEqual({ is: "wrong", left: 9 });
    expect(await changePin(seat, pin, "314159")).toEqual({ is: "right" });
    seat = await anew(seat);
    expect(await unlock(seat, pin)).toEqual({ is: "wrong", left: 9 });
    expect(await unlock(seat, "314159")).toEqual({ is: "right" });
    expect(await readFact(seat, "epoch")).toBe("epoch1");
  });

  test("keeps the new one that another tab gives it while the old one is being typed", async () => {
    const other = await anew(seat);
    seat = opened(seat.name);
    await whileDeriving(
      () => changePin(other, pin, "314159"),
      () => unlock(seat, pin),
    );
    expect(await unlock(await anew(seat), "314159")).toEqual({ is: "right" });
  });

  test("can be had without, by whoever knows it", async () => {
    expect(await dropPin(seat, wrong)).toEqual({ is: "wrong", left: 9 });
    expect(await dropPin(seat, pin)).toEqual({ is: "right" });
    seat = await anew(seat);
    expect(await lockOf(seat)).toBe("none");
    expect(await readFact(seat, "epoch")).toBe("epoch1");
    expect(Object.keys(await lies(seat)).sort()).toEqual(["box", "iv", "kek"]);
  });

  test("is sealed to the school anew when the school's key has turned and the PIN is typed", async () => {
    const first = (await lies(seat)).escrow;
    seat = await anew(seat);
    await unlock(seat, pin);
    expect((await lies(seat)).escrow).toEqual(first);
    const next = await schoolsKey("key2");
    seat = await anew(seat);
    await unlock(seat, wrong);
    expect((await lies(seat)).escrow).toEqual(first);
    await unlock(seat, pin);
    const { key, box } = (await lies(seat)).escrow;
    expect(key).toBe("key2");
    expect(await openBox(next, box)).toEqual(await openBox(school, first.box));
  });

  test("opens, and counts nothing, when it cannot be sealed anew to the school's next key", async () => {
    const { escrow } = await lies(seat);
    await noteDeviceFact("sealKey", `key2.${toBase64url(new Uint8Array(65).buffer)}`);
    vi.stubGlobal("reportError", vi.fn());
    seat = await anew(seat);
    expect(await unlock(seat, pin)).toEqual({ is: "right" });
    expect(await readFact(seat, "epoch")).toBe("epoch1");
    expect(await lies(seat)).toMatchObject({ pin: { tries: 0 }, escrow });
    expect(reportError).toHaveBeenCalledOnce();
  });

  test("is not said to be changed when another tab takes the lock off meanwhile", async () => {
    const change = () => changePin(seat, pin, "314159");
    await expect(whileDeriving(() => dropPin(opened(seat.name), pin), change)).rejects.toMatchObject({ why: "set" });
    await expect(change()).rejects.toMatchObject({ why: "set" });
    expect(await lockOf(seat)).toBe("none");
  });
});

describe("no PIN is set", () => {
  test.each([
    ["while the phone does not know the school's key", "no_key", () => noteDeviceFact("sealKey")],
    ["on a device that many students use", "shared", () => noteDeviceFact("shared", "yes")],
    ["twice, when another tab was faster", "set", () => setPin(opened(seat.name), "111111")],
    [
      "on a store whose key can only be used",
      "old",
      async () => {
        const old = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
        await seat.db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: "key", value: { lies: old } }));
      },
    ],
  ])("%s", async (_, why, first) => {
    await first();
    const before = await keyRecord(seat);
    await expect(setPin(seat, pin)).rejects.toMatchObject({ name: "NoPin", why });
    expect(await keyRecord(seat)).toEqual(before);
    expect(await lockOf(seat)).toBe(why === "set" ? "pin" : why === "old" ? "old" : "none");
  });
});

test("two tabs that set a PIN at once are not both told that theirs is set", async () => {
  const pins = ["111111", "222222"];
  const set = await Promise.allSettled([setPin(seat, pins[0]!), setPin(opened(seat.name), pins[1]!)]);
  expect(set.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  seat = await anew(seat);
  expect(await unlock(seat, pins[set.findIndex(({ status }) => status === "fulfilled")]!)).toEqual({ is: "right" });
});

describe("after ten wrong ones in a row", () => {
  const words = "Only this phone has this.";

  /** Maya's phone with something of everything: unsent words with a photo, a draft, and what others told. */
  async function lockedOut(): Promise<{ media: string; bytes: ArrayBuffer; rings: unknown[] }> {
    const soup = photo(90, 7);
    await tell(seat, [...mayasRows, momentRow(`circle:${lunch}`, told("theosmoment0001", { form: "circle" }))]);
    await keepPicture(seat, "rendition000001", 400, new Uint8Array([1, 2, 3]).buffer);
    await saveRevision(seat, withPhotos(lunchDraft({ words }), [soup]), [soup]);
    await keepDraft(seat, lunchDraft({ words: "Half a sen" }));
    await setPin(seat, pin);
    seat = await anew(seat);
    const rings: unknown[] = [];
    seat.bell.listen((ring) => ring.kind === "left" && rings.push(ring));
    for (let n = 1; n < mostTries; n++) expect(await unlock(seat, wrong)).toEqual({ is: "wrong", left: mostTries - n });
    expect(await unlock(seat, wrong)).toEqual({ is: "shut" });
    return { media: soup.media, bytes: soup.bytes, rings };
  }

  const count = (store: "rows" | "pictures" | "outbox" | "bytes" | "drafts") =>
    seat.db.read([store], (tx) => tx.objectStore(store).count());

  test("what the school can tell again is gone, the seat is locked, and the right PIN opens nothing", async () => {
    const { rings } = await lockedOut();
    expect([await count("rows"), await count("pictures")]).toEqual([0, 0]);
    expect(await seat.db.read(["meta"], (tx) => tx.objectStore("meta").get("session"))).toBeUndefined();
    expect(Object.keys(await lies(seat))).toEqual(["escrow"]);
    expect(await seatsHere()).toMatchObject([{ locked: true, clean: false }]);
    expect(rings).toEqual([{ kind: "left", by: "pin" }]);
    expect(await unlock(seat, pin)).toEqual({ is: "shut" });
    await expect(readFact(seat, "epoch")).rejects.toMatchObject({ from: "school" });
    expect(await lockOf(seat)).toBe("school");
  });

  test("every own word and photo is still there, and the school's key opens it", async () => {
    const { media, bytes } = await lockedOut();
    expect(await unsent(seat)).toMatchObject({ moments: [expect.anything()], photos: 1, drafts: 1 });
    const { secret } = await openBox(school, (await lies(seat)).escrow.box);
    await openWithKey(seat, secret);
    expect(await textOf(seat, (await outbox(seat))[0]!)).toContain(words);
    expect(await bytesOf(seat, media)).toEqual(bytes);
    expect((await drafts(seat)).map((draft) => draft.words)).toEqual(["Half a sen"]);
    expect(await me(seat)).toBeUndefined();
    expect(await readFact(seat, "afresh")).toBe(true);
  });

  test("a tab that is killed after the tenth was counted has had it", async () => {
    await setPin(seat, pin);
    const record = await lies(seat);
    const tenth = { ...record, pin: { ...record.pin!, tries: mostTries } };
    await seat.db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: "key", value: { lies: tenth } }));
    seat = await anew(seat);
    expect(await unlock(seat, pin)).toEqual({ is: "shut" });
  });

  test.each([
    ["opening", () => unlock(seat, pin)],
    ["changing it", () => changePin(seat, pin, "314159")],
    ["turning it off", () => dropPin(seat, pin)],
  ])("a tab that is just %s with the right one does not bring the PIN back", async (_, act) => {
    await setPin(seat, pin);
    seat = await anew(seat);
    const other = opened(seat.name);
    expect(await whileDeriving(() => shut(other), act)).toEqual({ is: "shut" });
    expect(Object.keys(await lies(other))).toEqual(["escrow"]);
    await expect(readFact(seat, "epoch")).rejects.toThrow(PinNeeded);
  });
});

test("the school gives the key back, and then there is no PIN any more", async () => {
  await setPin(seat, pin);
  seat = await anew(seat);
  const { secret } = await openBox(school, (await lies(seat)).escrow.box);
  await openWithKey(seat, secret);
  expect(await readFact(seat, "lockOff")).toBe(true);
  const { kek } = (await keyRecord(seat)) as Bound;
  await expect(crypto.subtle.exportKey("raw", kek)).rejects.toThrow();
  seat = await anew(seat);
  expect(await readFact(seat, "epoch")).toBe("epoch1");
});
