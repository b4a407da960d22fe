import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { leave, leaveShared, StillUnsent } from "./signOut";
import { deviceFact, noteDeviceFact, noteSeat, seatsHere } from "../store/device";
import { withDevice, type Letter, type Parcel } from "../store/devicedb";
import { drafts, keepDraft } from "../store/drafts";
import { toBase64url } from "../store/base64";
import { readSealKey } from "../store/envelope";
import { bringAgain, dueLetters, emptyLetterbox, lettersWaiting, noteLetter } from "../store/letterbox";
import type { Photo } from "../store/media";
import { keepAct, outbox } from "../store/outbox";
import { lunchDraft, people } from "../store/people.testing";
import { photo, withPhotos } from "../store/photos.testing";
import { saveRevision } from "../store/save";
import { sealAll, sealingOf, sealPhoto } from "../store/sealing";
import { stores } from "../store/schema";
import { closeSeat, openSeat, writeFact, type Seat } from "../store/seat";

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
let school: CryptoKeyPair;
let seat: Seat;

beforeEach(async () => {
  indexedDB = new IDBFactory();
  school = await suite.kem.generateKeyPair();
  const point = await suite.kem.serializePublicKey(school.publicKey);
  await noteDeviceFact("sealKey", `key1.${toBase64url(point)}`);
  const line = await noteSeat({ seat: "mayaseat0000001", name: "Maya", kind: "student", used: Date.now() });
  seat = openSeat(line.seat, line.db);
  await writeFact(seat, "deliver", "token");
});
afterEach(() => closeSeat(seat));

/** Opens a box as the school does. */
async function opened(box: ArrayBuffer, purpose: string): Promise<ArrayBuffer> {
  const context = { recipientKey: school.privateKey, enc: box.slice(0, 65), info: encode(purpose) };
  return await suite.open(context, box.slice(65));
}

const encode = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer;
const decode = (bytes: ArrayBuffer) => new TextDecoder().decode(bytes);
const lettersHere = () => withDevice((db): Promise<Letter[]> => db.getAll("letters"));
const parcelsHere = () => withDevice((db): Promise<Parcel[]> => db.getAll("parcels"));

async function read(letter: Letter): Promise<{ deliver: string; schema: number; op: { op: string; body: object } }> {
  return JSON.parse(decode(await opened(letter.box, "kith words 1"))) as Awaited<ReturnType<typeof read>>;
}

/** What stands before a sealed photo, as the school reads it. */
async function headOf(parcel: Parcel): Promise<unknown> {
  const [key, head] = parcel.head.split(".");
  expect(key).toBe("key1");
  return JSON.parse(
    decode(await opened(Uint8Array.from(Buffer.from(head!, "base64url")).buffer, "kith picture head 1")),
  );
}

/** A moment in which Maya says something. */
function spoken(): { note: Photo; draft: ReturnType<typeof lunchDraft> } {
  const note: Photo = { ...photo(), kind: "voice", millis: 2000, width: 0, height: 0 };
  return { note, draft: lunchDraft({ voice: [{ media: note.media, words: "Boom", heard: [people.maya.id] }] }) };
}

async function leftInSeat(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await seat.db.read([...stores], async (tx) => {
    for (const name of stores) counts[name] = await tx.objectStore(name).count();
  });
  return counts;
}

describe("a moment that is kept on a shared device", () => {
  beforeEach(() => noteDeviceFact("shared", "yes"));

  test("lies there in an envelope that only the school opens, and nothing else of it does", async () => {
    const bytes = photo();
    const draft = withPhotos(lunchDraft(), [bytes]);
    await keepDraft(seat, draft, [bytes]);
    const saved = await saveRevision(seat, draft);
    expect(saved).toMatchObject({ kept: "sealed", lost: [] });
    expect(await leftInSeat()).toMatchObject({ drafts: 0, own: 0, outbox: 0, media: 0, bytes: 0, sent: 0 });
    const [letter] = await lettersHere();
    const inside = await read(letter!);
    expect(letter).toMatchObject({ key: "key1", op: inside.op.op });
    expect(inside).toMatchObject({ deliver: "token", schema: 1, op: { kind: "keep_revision" } });
    expect(inside.op.body).toMatchObject({ moment: draft.moment, words: draft.words });
    const [parcel] = await parcelsHere();
    const { media, sha256 } = bytes;
    const length = bytes.bytes.byteLength;
    expect(await headOf(parcel!)).toEqual({
      deliver: "token",
      media,
      moment: draft.moment,
      kind: "photo",
      sha256,
      length,
    });
    expect(new Uint8Array(await opened(parcel!.box, `kith picture 1 ${media}`))).toEqual(new Uint8Array(bytes.bytes));
  });

  test("goes with its voice note under the note's own kind", async () => {
    const { note, draft } = spoken();
    expect(await saveRevision(seat, draft, [note])).toMatchObject({ kept: "sealed", lost: [] });
    const [letter] = await lettersHere();
    expect((await read(letter!)).op.body).toMatchObject({ voice: [{ media: note.media, words: "Boom" }] });
    const [parcel] = await parcelsHere();
    expect(await headOf(parcel!)).toMatchObject({ media: note.media, moment: draft.moment, kind: "voice" });
    expect(new Uint8Array(await opened(parcel!.box, `kith picture 1 ${note.media}`))).toEqual(
      new Uint8Array(note.bytes),
    );
    expect(await leftInSeat()).toMatchObject({ own: 0, media: 0, bytes: 0 });
  });

  test("is kept as on any phone while the school's key is not known", async () => {
    await noteDeviceFact("sealKey");
    expect(await saveRevision(seat, lunchDraft())).toMatchObject({ kept: "all" });
    expect(await outbox(seat)).toHaveLength(1);
  });

  test("and left with nothing else leaves no store behind", async () => {
    await saveRevision(seat, lunchDraft());
    await leaveShared(seat);
    expect(await seatsHere()).toEqual([]);
    expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(["kith-device"]);
    expect(await lettersHere()).toHaveLength(1);
  });

  test("and left with an unfinished one keeps that one locked", async () => {
    await keepDraft(seat, lunchDraft());
    await keepAct(seat, { kind: "give_answer", subject: "lunch", body: { answer: "yes" } });
    await leaveShared(seat);
    expect(await seatsHere()).toMatchObject([{ locked: true }]);
    expect(await lettersHere()).toHaveLength(1);
    const again = openSeat(seat.id, seat.name);
    expect(await drafts(again)).toHaveLength(1);
    await closeSeat(again);
  });
});

test("a shared device that cannot seal what is left locks it, and whoever comes next does not find it open", async () => {
  await noteDeviceFact("shared", "yes");
  await noteDeviceFact("sealKey");
  await keepAct(seat, { kind: "give_answer", subject: "lunch", body: { answer: "no" } });
  await leaveShared(seat);
  expect(await seatsHere()).toMatchObject([{ locked: true, clean: false }]);
  const again = openSeat(seat.id, seat.name);
  expect(await outbox(again)).toHaveLength(1);
  await closeSeat(again);
});

test("a voice note that has not gone up is sealed under its own kind when its author signs out", async () => {
  const { note, draft } = spoken();
  await saveRevision(seat, draft, [note]);
  expect(await sealAll(seat)).toBe(true);
  expect(await headOf((await parcelsHere())[0]!)).toMatchObject({ media: note.media, kind: "voice" });
});

describe("a photo that is too large to be sealed", () => {
  const most = 4 * 1024 * 1024 - 81;
  const large = () => photo(most + 1);

  test("is refused before anything is sent, and one that just fits is not", async () => {
    const sealing = (await sealingOf(seat))!;
    await expect(sealPhoto(sealing, "m", large())).rejects.toMatchObject({ code: "media_too_large" });
    expect((await sealPhoto(sealing, "m", photo(most))).box.byteLength).toBe(4 * 1024 * 1024);
  });

  test("stays behind on a shared device, where the words go with the other photo", async () => {
    await noteDeviceFact("shared", "yes");
    const [small, tooLarge] = [photo(), large()];
    const draft = withPhotos(lunchDraft(), [small, tooLarge]);
    await keepDraft(seat, draft, [small, tooLarge]);
    expect(await saveRevision(seat, draft)).toMatchObject({ kept: "sealed", lost: [tooLarge.media] });
    const [letter] = await lettersHere();
    expect((await read(letter!)).op.body).toMatchObject({ words: draft.words, pictures: [{ media: small.media }] });
    expect((await parcelsHere()).map(({ media }) => media)).toEqual([small.media]);
    expect(await leftInSeat()).toMatchObject({ media: 1, bytes: 1 });
  });

  test("keeps its place at sign-out rather than being left out", async () => {
    const tooLarge = large();
    await saveRevision(seat, withPhotos(lunchDraft(), [tooLarge]), [tooLarge]);
    expect(await sealAll(seat)).toBe(false);
    expect(await lettersHere()).toEqual([]);
    expect(await outbox(seat)).toHaveLength(1);
  });
});

describe("what is left on a phone", () => {
  test("can be sealed when its person goes, and goes in the order in which it was kept", async () => {
    const bytes = photo();
    const draft = withPhotos(lunchDraft(), [bytes]);
    const first = await saveRevision(seat, draft, [bytes]);
    await saveRevision(seat, { ...draft, ...(first.kept === "all" && { base: first.revision }), words: "Two" });
    const ops = (await outbox(seat)).map(({ op }) => op);
    await leave(seat, { how: "seal" });
    expect(await seatsHere()).toEqual([]);
    expect((await dueLetters("")).map(({ op }) => op)).toEqual(ops);
    expect(await Promise.all((await lettersHere()).map(async (letter) => (await read(letter)).op.op))).toEqual(ops);
    expect(await parcelsHere()).toHaveLength(1);
  });

  test("is not sealed while a draft is unfinished", async () => {
    await keepDraft(seat, lunchDraft());
    await expect(leave(seat, { how: "seal" })).rejects.toBeInstanceOf(StillUnsent);
    expect(await drafts(seat)).toHaveLength(1);
  });

  test("is not sealed without the school's key", async () => {
    await saveRevision(seat, lunchDraft());
    await noteDeviceFact("sealKey", "nonsense");
    await expect(leave(seat, { how: "seal" })).rejects.toBeInstanceOf(StillUnsent);
    expect(await outbox(seat)).toHaveLength(1);
  });

  test("goes to the letterbox too when the school has it and no backup does, and is brought again to a school that went back", async () => {
    await saveRevision(seat, lunchDraft());
    const [op] = await outbox(seat);
    await writeFact(seat, "epoch", "e1");
    await writeFact(seat, "durable", 6);
    await seat.db.write(["outbox", "sent"], async (tx) => {
      await tx.objectStore("outbox").delete(op!.n);
      for (const seq of [6, 7]) await tx.objectStore("sent").put({ ...op!, op: `op${seq}`, seq, at: 0 });
    });
    expect(await sealAll(seat)).toBe(true);
    expect((await lettersHere()).map((letter) => letter.op)).toEqual(["op7"]);
    expect(await dueLetters("e1")).toEqual([]);
    expect(await lettersWaiting()).toMatchObject({ count: 0 });
    expect(await dueLetters("e2")).toHaveLength(1);
    await emptyLetterbox({ epoch: "e1", durable: 6 });
    await bringAgain();
    expect(await dueLetters("e1")).toHaveLength(1);
  });
});

describe("the letterbox", () => {
  const taken = { epoch: "e1", seq: 7, at: Date.now() };

  beforeEach(async () => {
    await saveRevision(seat, lunchDraft());
    await sealAll(seat);
  });

  test.each([
    ["a finished backup holds it", { epoch: "e1", durable: 7 }, Date.now(), 0],
    ["no backup holds it yet", { epoch: "e1", durable: 6 }, Date.now(), 1],
    ["the number is another epoch's", { epoch: "e2", durable: 9 }, Date.now(), 1],
    ["a month is over", { epoch: "e1", durable: 6 }, Date.now() + 31 * 24 * 3600_000, 0],
  ])("lets go of what was taken, or not, when %s", async (_, standing, now, left) => {
    await noteLetter(1, { taken });
    await emptyLetterbox(standing, now);
    expect(await lettersHere()).toHaveLength(left);
  });

  test("asks a school that went back again, and waits when that one cannot open what the earlier one took", async () => {
    await noteLetter(1, { taken });
    expect(await dueLetters("e2")).toHaveLength(1);
    await noteLetter(1, { nextAt: Date.now() + 3600_000, code: "seal_unknown" });
    expect(await dueLetters("e2")).toEqual([]);
    expect(await lettersWaiting()).toMatchObject({ count: 1 });
    await emptyLetterbox({ epoch: "e2", durable: 99 }, Date.now() + 400 * 24 * 3600_000);
    expect(await lettersHere()).toHaveLength(1);
  });

  test("keeps what the school could not open, however old, and counts it", async () => {
    await noteLetter(1, { nextAt: Date.now() + 3600_000, code: "seal_unknown" });
    await emptyLetterbox({ epoch: "e1", durable: 99 }, Date.now() + 400 * 24 * 3600_000);
    expect(await dueLetters("e1")).toEqual([]);
    expect(await dueLetters("e1", Date.now() + 3600_001)).toHaveLength(1);
    expect(await lettersWaiting()).toMatchObject({ count: 1 });
  });
});

test.each([undefined, "", "key1", "key1.", "key1.AAAA", "key1.not base64!", ".AAAA"])(
  "%j is no key to seal to",
  (text) => expect(readSealKey(text)).toBeUndefined(),
);

test("a device forgets that it was shared", async () => {
  await noteDeviceFact("shared", "yes");
  await noteDeviceFact("shared");
  expect(await deviceFact("shared")).toBeUndefined();
});
