import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toBase64url } from "../store/base64";
import { bringIn } from "../store/bringin";
import { noteDeviceFact } from "../store/device";
import { keepDraft } from "../store/drafts";
import { dueLetters, dueParcels, lettersWaiting } from "../store/letterbox";
import { outbox } from "../store/outbox";
import { fileOf, gatherUnsent } from "../store/outfile";
import { lunchDraft, mayasSeat, people } from "../store/people.testing";
import { photo, withPhotos } from "../store/photos.testing";
import { saveRevision } from "../store/save";
import { closeSeat, dropFact, writeFact, type Seat } from "../store/seat";

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
let maya: Seat;
let school: CryptoKey;

beforeEach(async () => {
  indexedDB = new IDBFactory();
  maya = await mayasSeat();
  await writeFact(maya, "deliver", "token");
  const pair = await suite.kem.generateKeyPair();
  school = pair.privateKey;
  await noteDeviceFact("sealKey", `key1.${toBase64url(await suite.kem.serializePublicKey(pair.publicKey))}`);
});
afterEach(() => closeSeat(maya));

const saved = async () => await fileOf(await gatherUnsent(maya, "Maya")).file.text();

describe("a file that was saved on a phone which could not send", () => {
  test("is brought in whole, but for what nobody had saved, and twice is no more than once at school", async () => {
    const taken = photo();
    await saveRevision(maya, withPhotos(lunchDraft(), [taken]), [taken]);
    await keepDraft(maya, withPhotos(lunchDraft(), [photo(900, 3)]), [photo(900, 3)]);
    const file = await saved();
    expect(await bringIn(file)).toEqual({ name: "Maya", ops: 1, photos: 1, left: 0 });
    const ops = (await outbox(maya)).map(({ op }) => op);
    expect((await dueLetters("")).map(({ op }) => op)).toEqual(ops);
    expect((await dueParcels("")).map(({ media }) => media)).toEqual([taken.media]);
    await bringIn(file);
    expect((await dueLetters("")).map(({ op }) => op)).toEqual([...ops, ...ops]);
    expect(await dueParcels("")).toHaveLength(1);
  });

  test("is brought in with a voice note as what it is", async () => {
    const note = { ...photo(), kind: "voice" as const, millis: 2000, width: 0, height: 0 };
    await saveRevision(maya, lunchDraft({ voice: [{ media: note.media, words: "", heard: [people.maya.id] }] }), [
      note,
    ]);
    expect(await bringIn(await saved())).toMatchObject({ photos: 1, left: 0 });
    const [parcel] = await dueParcels("");
    const [, head] = parcel!.head.split(".");
    const box = Uint8Array.from(Buffer.from(head!, "base64url")).buffer;
    const context = {
      recipientKey: school,
      enc: box.slice(0, 65),
      info: new TextEncoder().encode("kith picture head 1"),
    };
    const told: unknown = JSON.parse(new TextDecoder().decode(await suite.open(context, box.slice(65))));
    expect(told).toMatchObject({ media: note.media, kind: "voice" });
  });

  test("is brought in without a photo that no school would take sealed, and says so", async () => {
    const [small, large] = [photo(), photo(900, 3)];
    await saveRevision(maya, withPhotos(lunchDraft(), [small, large]), [small, large]);
    const file = JSON.parse(await saved()) as { photos: { media: string; bytes: string }[] };
    file.photos.find(({ media }) => media === large.media)!.bytes = "AAAA".repeat((4 * 1024 * 1024) / 3);
    expect(await bringIn(JSON.stringify(file))).toEqual({ name: "Maya", ops: 1, photos: 1, left: 1 });
    expect((await dueParcels("")).map(({ media }) => media)).toEqual([small.media]);
  });

  test("says how much of it the phone had lost already", async () => {
    const lost = photo();
    await saveRevision(maya, lunchDraft());
    await saveRevision(maya, withPhotos(lunchDraft(), [lost]), [lost]);
    const file = JSON.parse(await saved()) as { ops: { text?: string }[]; photos: { bytes?: string }[] };
    delete file.ops[0]!.text;
    delete file.photos[0]!.bytes;
    expect(await bringIn(JSON.stringify(file))).toEqual({ name: "Maya", ops: 1, photos: 0, left: 2 });
  });

  test("that does not say whose it is is not brought in", async () => {
    await dropFact(maya, "deliver");
    await saveRevision(maya, lunchDraft());
    await expect(bringIn(await saved())).rejects.toMatchObject({ why: "nobodys" });
    expect(await lettersWaiting()).toMatchObject({ count: 0 });
  });

  test("waits until the device has heard the school", async () => {
    await saveRevision(maya, lunchDraft());
    await noteDeviceFact("sealKey");
    await expect(bringIn(await saved())).rejects.toMatchObject({ why: "no_key" });
  });
});

test.each(["", "no json", "[]", '{"kith":"unsent","format":2}', '{"kith":"backup","format":1,"ops":[]}'])(
  "%j is no such file",
  async (text) => {
    await expect(bringIn(text)).rejects.toMatchObject({ why: "not_ours" });
  },
);
