import { beforeEach, describe, expect, test } from "vitest";
import { keepDraft } from "./drafts";
import { bytesOf } from "./media";
import { keepAct, outbox, park } from "./outbox";
import { lunch, lunchDraft, mayasRows, mayasSeat, momentRow, tell, told } from "./people.testing";
import { photo, withPhotos } from "./photos.testing";
import { keepPicture } from "./pictures";
import { circleTimeline } from "./rows";
import { saveRevision } from "./save";
import { stores } from "./schema";
import { seal, unseal } from "./seal";
import { keyOf, keyRecord, type Bound } from "./seatkey";
import { closeSeat, openSeat, readFact, writeFact, type Seat } from "./seat";

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

const canary = "zebrafinch";

/** Everything that lies in a seat's database, as one long string in which every byte is one character. */
async function lying(of: Seat): Promise<string> {
  const values = await of.db.read([...stores], (tx) =>
    Promise.all(stores.map((store) => tx.objectStore(store).getAll() as Promise<unknown[]>)),
  );
  return letters(values);
}

function letters(value: unknown): string {
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString("latin1");
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer).toString("latin1");
  if (value instanceof CryptoKey) return "";
  if (typeof value === "object" && value !== null) return Object.values(value).map(letters).join("\n");
  return String(value);
}

describe("what lies on a phone", () => {
  test("holds no word, no photo and no secret that anybody but its seat can read", async () => {
    const soup = photo(3000);
    const jpeg = Buffer.from(soup.bytes.slice(100, 140)).toString("latin1");
    const draft = withPhotos(lunchDraft({ words: `${canary} 1` }), [soup]);
    await keepDraft(seat, lunchDraft({ words: `${canary} 2` }));
    await saveRevision(seat, draft, [soup]);
    await park(seat, (await outbox(seat))[0]!.n, "field_invalid", `${canary} 3`);
    await keepAct(seat, { kind: "decide", subject: "x", body: { moment: "x", note: `${canary} 4` } });
    const pictures = [{ media: "m", rendition: "rendition1", alt: `${canary} 5`, kept: true }];
    const theos = told("theosmoment0001", { form: "circle", state: "shared", words: `${canary} 6`, pictures });
    await tell(seat, [...mayasRows, momentRow(`circle:${lunch}`, theos)]);
    await keepPicture(seat, "rendition1", 400, soup.bytes);
    await writeFact(seat, "session", { access: canary, refresh: canary, until: "", device: canary });
    const all = await lying(seat);
    expect(all).toContain(draft.moment);
    for (const secret of [canary, jpeg, "Maya", "Lunch circle"]) expect(all).not.toContain(secret);
    expect((await circleTimeline(seat, lunch))[0]?.words).toBe(`${canary} 6`);
    expect(await bytesOf(seat, soup.media)).toEqual(soup.bytes);
  });

  test("is the same for every tab, however they begin, and after the phone was shut", async () => {
    const name = `kith-${canary}`;
    const tabs = [openSeat("maya", name), openSeat("maya", name), openSeat("maya", name)];
    await Promise.all(tabs.map((tab, n) => writeFact(tab, n ? "cursor" : "epoch", canary)));
    await Promise.all(tabs.map(closeSeat));
    const again = openSeat("maya", name);
    expect([await readFact(again, "epoch"), await readFact(again, "cursor")]).toEqual([canary, canary]);
    await closeSeat(again);
  });

  test("lies in other letters each time, so that nobody sees what is the same", async () => {
    const [one, two] = [await seal(seat, canary), await seal(seat, canary)];
    expect(letters(one)).not.toBe(letters(two));
  });

  test("from before there were keys is read as it is", async () => {
    expect(await unseal(seat, { lies: { words: canary } })).toEqual({ words: canary });
    expect(await unseal(seat, { lies: undefined })).toBeUndefined();
  });
});

describe("the key of a seat", () => {
  test("lies wrapped by one that the browser never gives out, also not to the app itself", async () => {
    await seal(seat, canary);
    const { kek, box } = (await keyRecord(seat)) as Bound;
    await expect(crypto.subtle.exportKey("raw", kek)).rejects.toThrow();
    expect(box.byteLength).toBe(32 + 16);
  });

  test("cannot be taken out of the app's memory either", async () => {
    const key = await keyOf(seat);
    await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
  });

  test("of a store that an earlier app made goes on opening it, with no way to wrap it anew", async () => {
    const name = `kith-${canary}-old`;
    const old = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const before = openSeat("maya", name);
    await before.db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: "key", value: { lies: old } }));
    await writeFact(before, "epoch", canary);
    await closeSeat(before);
    const again = openSeat("maya", name);
    expect(await readFact(again, "epoch")).toBe(canary);
    expect(await keyRecord(again)).toHaveProperty("extractable", false);
    await closeSeat(again);
  });

  test("opens nothing of another seat on the same phone", async () => {
    const theo = await mayasSeat("theoseat0000001");
    const sealed = await seal(theo, canary);
    await expect(unseal(seat, sealed)).rejects.toThrow();
    expect(await unseal(theo, sealed)).toBe(canary);
  });

  test("notices a value that was changed", async () => {
    const sealed = await seal(seat, canary);
    const { box } = sealed.lies as { box: ArrayBuffer };
    new Uint8Array(box)[0]! ^= 1;
    await expect(unseal(seat, sealed)).rejects.toThrow();
  });
});
