import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Elsewhere, SessionEnded, Unreachable } from "../api/answers";
import { openLine } from "../api/line";
import { gatherUnsent } from "../store/outfile";
import { keepAct, outbox, park } from "../store/outbox";
import { lunchDraft, mayasSeat } from "../store/people.testing";
import { fillPhone, photo, withPhotos } from "../store/photos.testing";
import { saveRevision } from "../store/save";
import { closeSeat, openSeat, readFact, writeFact, type Seat } from "../store/seat";
import { sessionOf } from "../store/session";
import { faults } from "./faults.testing";
import { sendOnce } from "./once";
import { round } from "./round";
import { School } from "./school.testing";

let school: School;
let seat: Seat;

beforeEach(async () => {
  school = await new School().open();
  seat = await mayasSeat();
});
afterEach(async () => {
  await closeSeat(seat);
  await school.close();
});

/** The store as it is, of which a newer app has made something that this one does not know. */
async function asFound(): Promise<Seat> {
  await closeSeat(seat);
  const newer = await openDB(seat.name, 7, { upgrade: (db) => void db.createObjectStore("of_a_newer_app") });
  newer.close();
  seat = openSeat(seat.id, seat.name, true);
  return seat;
}

const send = async () => await sendOnce(seat, []);
const all = () => gatherUnsent(seat, "Maya", new Date(0));

async function keepLunch(words: string): Promise<void> {
  await saveRevision(seat, lunchDraft({ words }));
}

describe("a store that the app cannot open", () => {
  test("sends its words and photos all the same, and stays as it was", async () => {
    const soup = photo(600 * 1024);
    await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    await keepAct(seat, { kind: "give_answer", subject: "theosmoment0001", body: { answer: "yes" } });
    await asFound();
    const before = await all();
    expect(await send()).toEqual({ words: 2, photos: 1, left: 0 });
    expect(school.applied).toEqual(before.ops.map(({ op }) => op));
    expect(school.uploads.get(soup.media)?.bytes.equals(Buffer.from(soup.bytes))).toBe(true);
    expect(await all()).toEqual(before);
  });

  test("sends it twice and the school has it once, also when the app sends it in the end", async () => {
    const soup = photo(1000);
    await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    await closeSeat(seat);
    seat = openSeat(seat.id, seat.name, true);
    await send();
    expect(await send()).toEqual({ words: 1, photos: 1, left: 0 });
    await closeSeat(seat);
    seat = openSeat(seat.id, seat.name);
    await round(seat, openLine(sessionOf(seat)), { ops: 50 });
    expect(await outbox(seat)).toEqual([]);
    expect(school.applied).toHaveLength(1);
  });

  test("leaves behind what was refused or cannot be read, and what stands on it, and nothing else", async () => {
    const first = lunchDraft({ words: "Bad soup." });
    const kept = await saveRevision(seat, first);
    if (kept.kept !== "all") throw new Error("not kept");
    await saveRevision(seat, { ...first, base: kept.revision, words: "Better soup." });
    await keepLunch("Parked.");
    await keepLunch("Unreadable.");
    await keepLunch("Good soup.");
    const ops = await outbox(seat);
    await park(seat, ops[2]!.n, "quota", "");
    await seat.db.write(["outbox"], async (tx) => {
      const box = { aes: "json", iv: new Uint8Array(12), box: new ArrayBuffer(20) };
      await tx.objectStore("outbox").put({ ...ops[3]!, text: { lies: box } });
    });
    school.refuse = (op) =>
      (op.body as { words: string }).words === "Bad soup." ? { code: "field_invalid" } : undefined;
    await asFound();
    expect(await send()).toEqual({ words: 1, photos: 0, left: 4 });
    expect(school.applied).toEqual([ops[4]!.op]);
    // A no is final: what stands on the refused one has not been asked about.
    expect([...school.ledger.keys()]).toEqual([ops[0]!.op, ops[4]!.op]);
  });

  test("leaves a call that is refused by itself behind, and goes on", async () => {
    await keepLunch("Too long.");
    await keepLunch("Short.");
    school.once(/\/sync/, faults.says(413, "body_too_large"));
    await asFound();
    expect(await send()).toEqual({ words: 1, photos: 0, left: 1 });
  });

  test.each([
    ["the line breaks", faults.cutAfter, Unreachable],
    ["the wifi answers", faults.portal, Elsewhere],
    ["the school asks for patience", faults.says(429, "wait"), Error],
    ["this app is too old", faults.says(426, "schema_unknown"), Error],
  ])("stops when %s, and loses nothing", async (_, fault, error) => {
    await keepLunch("Soup.");
    await keepLunch("Bread.");
    school.once(/\/sync/, (go) => go());
    school.once(/\/sync/, fault);
    await asFound();
    await expect(send()).rejects.toBeInstanceOf(error);
    expect(await send()).toEqual({ words: 2, photos: 0, left: 0 });
    expect(school.applied).toHaveLength(2);
  });

  test("a photo that the line cut goes on from where the school is", async () => {
    const soup = photo(600 * 1024);
    await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    school.once(/PATCH/, (go) => go());
    school.once(/PATCH/, faults.cutAfter);
    await asFound();
    await expect(send()).rejects.toBeInstanceOf(Unreachable);
    expect(await send()).toMatchObject({ photos: 1, left: 0 });
    expect(school.calls.filter((call) => call.startsWith("PATCH"))).toHaveLength(3);
  });

  test("a photo that the school refuses stays behind", async () => {
    const soup = photo(1000);
    await saveRevision(seat, withPhotos(lunchDraft(), [{ ...soup, sha256: "0".repeat(64) }]), [
      { ...soup, sha256: "0".repeat(64) },
    ]);
    await asFound();
    expect(await send()).toEqual({ words: 1, photos: 0, left: 1 });
  });

  test("sends nothing to a school that went back, which has to be sent other things first", async () => {
    await keepLunch("Soup.");
    await keepLunch("Bread.");
    await writeFact(seat, "cursor", "another.5");
    school.waitsWhenRewound = true;
    await asFound();
    expect(await send()).toEqual({ words: 0, photos: 0, left: 2 });
    expect(school.applied).toEqual([]);
  });
});

describe("the session, while the app cannot open", () => {
  test("is renewed, and kept for the app", async () => {
    await keepLunch("Soup.");
    school.access = "another";
    await asFound();
    expect(await send()).toMatchObject({ words: 1 });
    expect(await readFact(seat, "session")).toMatchObject({ access: "a2", refresh: "r2", device: "mayasphone00001" });
  });

  test("serves to the end when the store cannot be written", async () => {
    await keepLunch("Soup.");
    await keepLunch("Bread.");
    school.access = "another";
    await asFound();
    const empty = fillPhone(["meta"]);
    try {
      expect(await send()).toMatchObject({ words: 2, left: 0 });
    } finally {
      empty();
    }
    expect(school.refreshed).toBe(1);
  });

  test("that has ended sends nothing, and everything stays", async () => {
    await keepLunch("Soup.");
    school.access = "another";
    school.refresh = "another";
    await asFound();
    await expect(send()).rejects.toBeInstanceOf(SessionEnded);
    expect(await outbox(seat)).toHaveLength(1);
  });
});
