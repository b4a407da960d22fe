import { openDB } from "idb";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { schoolAt } from "../api/client";
import type { SealedKey } from "../api/contract";
import { toBase64url } from "../store/base64";
import { StoreShut } from "../store/db";
import { lockSeat, noteDeviceFact, seatsHere } from "../store/device";
import { keepDraft } from "../store/drafts";
import { outbox, textOf } from "../store/outbox";
import { lunchDraft } from "../store/people.testing";
import { mostTries, setPin, unlock } from "../store/pin";
import { saveRevision } from "../store/save";
import { closeSeat, openSeat, readFact, type Seat } from "../store/seat";
import { keyRecord, lockOf, PinNeeded, type Locked } from "../store/seatkey";
import { Refusal, Unreachable } from "./refused";
import { openLockedSeat } from "./locked";
import { openKnownSeat, seatsOnThisPhone } from "./seats";
import { OnlyPinOpens, signInWithBadge } from "./signIn";
import { leave } from "./signOut";

const pin = "270814";
const words = "Only this phone has this.";

let server: Server;
/** What the school answers to a locked key: the key, a refusal, or nothing. */
let opens: "key" | "refused" | "cut";
/** The key of Maya's store, which the test takes out of it before it is locked. */
let secret: string;
let asked: { call: string; body: string; bearer: string | undefined }[];

beforeEach(async () => {
  indexedDB = new IDBFactory();
  opens = "key";
  asked = [];
  server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      const call = `${req.method} ${req.url?.replace("/kith/v1", "")}`;
      asked.push({ call, body: Buffer.concat(parts).toString(), bearer: req.headers.authorization });
      if (call === "DELETE /session") return res.writeHead(204).end();
      if (call === "POST /sealed/key" && opens === "cut") return req.socket.destroy();
      if (call === "POST /sealed/key" && opens === "refused") {
        res.writeHead(422, { "Content-Type": "application/problem+json" });
        return res.end(JSON.stringify({ status: 422, code: "seal_unknown", detail: "It stays safe." }));
      }
      res.writeHead(200, { "Content-Type": "application/json" });
      res.end(JSON.stringify(call === "POST /sealed/key" ? { secret } : signedIn));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  schoolAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const who = { seat: "mayaseat0000001", kind: "student", person: "maya", name: "Maya", school: "s", seats: [] };
const signedIn = { access: "access1", refresh: "refresh1", until: "2027-01-01T00:00:00Z", deliver: "token", who };

/** Maya's phone, with something unsent in it and a PIN before it. */
async function lockedPhone(): Promise<void> {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  await noteDeviceFact("sealKey", `key1.${toBase64url(await crypto.subtle.exportKey("raw", pair.publicKey))}`);
  const seat = await signInWithBadge("badge");
  await saveRevision(seat, lunchDraft({ words }));
  await keepDraft(seat, lunchDraft({ words: "Half a sen" }));
  secret = await keyTakenOut(seat);
  await setPin(seat, pin);
  await closeSeat(seat);
  asked = [];
}

/** What the school would find in the box. */
async function keyTakenOut(seat: Seat): Promise<string> {
  const { kek, iv, box } = (await keyRecord(seat)) as { kek: CryptoKey; iv: Uint8Array<ArrayBuffer>; box: ArrayBuffer };
  const key = await crypto.subtle.unwrapKey("raw", box, kek, { name: "AES-GCM", iv }, "AES-GCM", true, ["decrypt"]);
  return Buffer.from(await crypto.subtle.exportKey("raw", key)).toString("base64");
}

async function peek<T>(look: (seat: Seat) => Promise<T>): Promise<T> {
  const [line] = await seatsHere();
  const seat = openSeat(line!.seat, line!.db);
  return await look(seat).finally(() => closeSeat(seat));
}

const wordsWaiting = async (seat: Seat) => await textOf(seat, (await outbox(seat))[0]!);

async function wrongTenTimes(): Promise<void> {
  await peek(async (seat) => {
    for (let n = 0; n < mostTries; n++) await unlock(seat, "000000");
  });
}

describe("a seat that its person has locked", () => {
  beforeEach(lockedPhone);

  test("opens with its PIN, without the school", async () => {
    const [line] = await seatsOnThisPhone();
    await expect(openKnownSeat(line!)).rejects.toMatchObject({ name: "PinNeeded", from: "pin" });
    expect(await openLockedSeat(line!, "000000")).toEqual({ is: "wrong", left: 9 });
    const seat = (await openLockedSeat(line!, pin)) as Seat;
    expect(await wordsWaiting(seat)).toContain(words);
    expect(asked).toEqual([]);
    await closeSeat(seat);
  });

  test("is opened by the school for whoever signs in as its person, and then has no PIN", async () => {
    const { escrow } = await peek(async (seat) => (await keyRecord(seat)) as Locked);
    const seat = await signInWithBadge("badge");
    expect(asked.map(({ call }) => call)).toEqual(["POST /sign-in/badge", "POST /sealed/key"]);
    expect(asked[1]!.bearer).toBe("Bearer access1");
    const box = Buffer.from(escrow.box).toString("base64");
    expect(JSON.parse(asked[1]!.body)).toEqual({ key: "key1", box } satisfies SealedKey);
    expect(await wordsWaiting(seat)).toContain(words);
    expect(await readFact(seat, "session")).toMatchObject({ access: "access1" });
    expect([await lockOf(seat), await readFact(seat, "lockOff")]).toEqual(["none", true]);
    await closeSeat(seat);
  });

  test("and is open by it in this tab keeps it when its person signs in again: the school is not asked", async () => {
    const [line] = await seatsOnThisPhone();
    const before = (await openLockedSeat(line!, pin)) as Seat;
    const record = await peek(keyRecord);
    const seat = await signInWithBadge("badge");
    await closeSeat(before);
    expect(asked.map(({ call }) => call)).toEqual(["POST /sign-in/badge"]);
    expect(await readFact(seat, "session")).toMatchObject({ access: "access1" });
    expect(await wordsWaiting(seat)).toContain(words);
    expect(await peek(keyRecord)).toEqual(record);
    await closeSeat(seat);
    await expect(peek((closed) => readFact(closed, "session"))).rejects.toThrow(PinNeeded);
  });

  test("is opened by the school where a tab holds the key, but ten wrong PINs have been tried meanwhile", async () => {
    const [line] = await seatsOnThisPhone();
    const before = (await openLockedSeat(line!, pin)) as Seat;
    await wrongTenTimes();
    const seat = await signInWithBadge("badge");
    await closeSeat(before);
    expect(await peek(lockOf)).toBe("none");
    await closeSeat(seat);
  });

  test("asks the school nothing when it is not locked", async () => {
    await closeSeat(await signInWithBadge("badge"));
    asked = [];
    await closeSeat(await signInWithBadge("badge"));
    expect(asked.map(({ call }) => call)).toEqual(["POST /sign-in/badge"]);
  });

  test("is opened by the school after ten wrong PINs, too, and has what it had", async () => {
    await wrongTenTimes();
    expect(await seatsOnThisPhone()).toEqual([]);
    const seat = await signInWithBadge("badge");
    expect(await wordsWaiting(seat)).toContain(words);
    expect(await seatsOnThisPhone()).toMatchObject([{ name: "Maya" }]);
    await closeSeat(seat);
  });

  test.each([
    ["a school that cannot open it", "refused", Refusal],
    ["a line that is cut just then", "cut", Unreachable],
  ] as const)("stays as it is, locked, before %s", async (_, how, kind) => {
    await wrongTenTimes();
    const before = await peek(keyRecord);
    opens = how;
    await expect(signInWithBadge("badge")).rejects.toThrow(kind);
    expect(await peek(keyRecord)).toEqual(before);
    expect(await seatsHere()).toMatchObject([{ locked: true, clean: false }]);
    opens = "key";
    const seat = await signInWithBadge("badge");
    expect(await wordsWaiting(seat)).toContain(words);
    await closeSeat(seat);
  });

  test("that a newer app has raised leads its person to the rescue page, which opens it no more than the app does", async () => {
    const [line] = await seatsHere();
    (await openDB(line!.db, 99)).close();
    await expect(signInWithBadge("badge")).rejects.toThrow(StoreShut);
  });

  test.each([
    ["open", async () => {}],
    ["signed out", () => peek((seat) => leave(seat, { how: "keep" }))],
  ])(
    "that was %s asks for its PIN when the school could not open it, which brings its person in",
    async (_, before) => {
      await before();
      opens = "refused";
      const refused = await signInWithBadge("badge").catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(OnlyPinOpens);
      const lines = await seatsOnThisPhone();
      expect(lines).toEqual([(refused as OnlyPinOpens).line]);
      expect(await openLockedSeat(lines[0]!, "000000")).toEqual({ is: "wrong", left: 9 });
      const seat = (await openLockedSeat(lines[0]!, pin)) as Seat;
      expect(await wordsWaiting(seat)).toContain(words);
      expect(await readFact(seat, "session")).toMatchObject({ access: "access1" });
      expect(await lockOf(seat)).toBe("pin");
      await closeSeat(seat);
    },
  );

  test("is signed out with what it has, and its words stay locked", async () => {
    const [line] = await seatsOnThisPhone();
    await leave((await openLockedSeat(line!, pin)) as Seat, { how: "keep" });
    expect(await seatsHere()).toMatchObject([{ locked: true, clean: false }]);
    await expect(peek((seat) => readFact(seat, "deliver"))).rejects.toThrow(PinNeeded);
    const seat = await signInWithBadge("badge");
    expect(await wordsWaiting(seat)).toContain(words);
    await closeSeat(seat);
  });

  test("is signed out behind its PIN, too, by a device that others use", async () => {
    await peek((seat) => leave(seat, { how: "keep" }));
    expect(await seatsHere()).toMatchObject([{ locked: true, clean: false }]);
    expect(await peek(lockOf)).toBe("pin");
  });

  test("whose tab was killed after the last wrong PIN is put away when it is opened next", async () => {
    await wrongTenTimes();
    const [line] = await seatsHere();
    await lockSeat(line!.seat, true);
    const open = { ...line!, locked: false };
    await expect(openKnownSeat(open)).rejects.toMatchObject({ from: "school" });
    expect(await seatsHere()).toMatchObject([{ locked: true, clean: false }]);
  });
});
