import { openDB } from "idb";
import { beforeEach, describe, expect, test } from "vitest";
import { deviceId, forgetSeat, lockSeat, noteSeat, seatsHere } from "./device";
import { expireOthers, forgetSent, weekdaysBetween } from "./expiry";
import { graves } from "./graveyard";
import { unsent } from "./look";
import { bytesOf, noteMedia, waitingMedia } from "./media";
import { outbox, sentOps } from "./outbox";
import { myMoments } from "./own";
import { lunch, lunchDraft, mayasSeat, momentRow, tell, told } from "./people.testing";
import { photo, withPhotos } from "./photos.testing";
import { keepPicture, pictureUrl, wantedPictures } from "./pictures";
import { makeRoom } from "./room";
import { circleTimeline, familyTimeline } from "./rows";
import { saveRevision } from "./save";
import { readFact, type Seat } from "./seat";

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

describe("the store", () => {
  test("comes back when the browser takes the connection away", async () => {
    await saveRevision(seat, lunchDraft());
    const inside = seat.db as unknown as { connection: Promise<IDBDatabase> };
    (await inside.connection).close();
    expect(await outbox(seat)).toHaveLength(1);
    await saveRevision(seat, lunchDraft());
    expect(await outbox(seat)).toHaveLength(2);
  });

  test("makes way for another tab that deletes or raises it", async () => {
    await saveRevision(seat, lunchDraft());
    const raised = await openDB(seat.name, 2);
    expect(raised.version).toBe(2);
    raised.close();
  });

  test("writes all or nothing", async () => {
    const failing = seat.db.write(["outbox", "own"], async (tx) => {
      await tx.objectStore("own").put({ moment: "x", circle: lunch, revision: "r", kept: "", words: { lies: {} } });
      throw new Error("the page was killed");
    });
    await expect(failing).rejects.toThrow("killed");
    expect(await seat.db.read(["own"], (tx) => tx.objectStore("own").count())).toBe(0);
  });
});

describe("one phone, several people", () => {
  test("has one id of its own", async () => {
    const [first, second] = [await deviceId(), await deviceId()];
    expect(first).toBe(second);
    expect(first).toMatch(/^[a-z0-9]{15}$/);
  });

  test("each has a store of a random name, and finds it again", async () => {
    const maya = { seat: "mayaseat0000001", name: "Maya", kind: "student", used: 1 } as const;
    const first = await noteSeat(maya);
    const again = await noteSeat({ ...maya, used: 5 });
    const theo = await noteSeat({ seat: "theoseat0000001", name: "Theo", kind: "student", used: 3 });
    expect(again.db).toBe(first.db);
    expect(theo.db).not.toBe(first.db);
    expect(first.db).not.toContain("maya");
    expect((await seatsHere()).map((line) => line.name)).toEqual(["Maya", "Theo"]);

    await lockSeat("theoseat0000001", true);
    expect((await seatsHere()).find((line) => line.name === "Theo")).toMatchObject({ locked: true, clean: true });
    await forgetSeat("theoseat0000001");
    expect((await seatsHere()).map((line) => line.name)).toEqual(["Maya"]);
  });
});

describe("seven school days without contact", () => {
  test.each([
    ["the same day", "2026-11-16T08:00", "2026-11-16T15:00", 0],
    ["over a weekend", "2026-11-13T15:00", "2026-11-16T08:00", 1],
    ["a week", "2026-11-16T08:00", "2026-11-23T08:00", 5],
    ["seven school days", "2026-11-16T08:00", "2026-11-25T08:00", 7],
    ["a clock that jumped five years", "2026-11-16T08:00", "2031-11-16T08:00", 8],
    ["a clock that was set back", "2026-11-16T08:00", "2026-11-10T08:00", 0],
  ])("%s", (_, from, to, days) => {
    expect(weekdaysBetween(Date.parse(from), Date.parse(to))).toBe(days);
  });

  test("take others' moments off the phone, never one's own", async () => {
    const lastContact = Date.parse("2026-11-16T08:00");
    const rows = [
      momentRow(`circle:${lunch}`, told("theosmoment0001", { form: "circle" })),
      momentRow("seat:maya", told("mayasmoment0001")),
    ];
    await tell(seat, rows, { facts: { cursor: "c1", lastContact } });
    expect(await expireOthers(seat, Date.parse("2026-11-25T08:00"))).toBe(0);
    expect(await expireOthers(seat, Date.parse("2026-11-26T08:00"))).toBe(1);
    expect(await circleTimeline(seat, lunch)).toEqual([]);
    expect((await myMoments(seat)).map((mine) => mine.moment.id)).toEqual(["mayasmoment0001"]);
    expect(await readFact(seat, "afresh")).toBe(true);
    expect(await graves(seat)).toMatchObject([{ why: "expired" }]);
  });

  test("count from the last contact: a phone that never met the school loses nothing", async () => {
    await saveRevision(seat, lunchDraft());
    expect(await expireOthers(seat, Date.now() + 1e10)).toBe(0);
  });
});

describe("what was acknowledged", () => {
  test("stays for thirty days, whatever the newest backup holds", async () => {
    await saveRevision(seat, lunchDraft());
    const [op] = await outbox(seat);
    await tell(seat, [], { verdicts: [{ op: op!.op, is: "accepted", seq: 1 }], facts: { durable: 100 }, now: 1_000 });
    await forgetSent(seat, 1_000 + 29 * 24 * 3600_000);
    expect(await sentOps(seat)).toHaveLength(1);
    await forgetSent(seat, 1_000 + 31 * 24 * 3600_000);
    expect(await sentOps(seat)).toEqual([]);
  });
});

describe("a full phone", () => {
  test("lets go of pictures and of photos that are safe, never of a photo that is not", async () => {
    const [safe, kept, waiting] = [photo(10, 3), photo(20, 5), photo(30, 9)];
    await saveRevision(seat, withPhotos(lunchDraft(), [safe, kept, waiting]), [safe, kept, waiting]);
    await noteMedia(seat, safe.media, { state: "kept", seq: 5 });
    await noteMedia(seat, kept.media, { state: "kept", seq: 50 });
    const pictures = [{ media: "m", rendition: "rendition1", alt: "", kept: true }];
    await tell(seat, [momentRow("kin:ana", told("picnicmoment001", { form: "family", pictures }))], {
      facts: { durable: 10 },
    });
    await keepPicture(seat, "rendition1", 400, new ArrayBuffer(10));
    await keepPicture(seat, "rendition1", 1600, new ArrayBuffer(100));

    expect(await makeRoom(seat)).toBe(true);
    expect(await bytesOf(seat, safe.media)).toBeUndefined();
    expect(await bytesOf(seat, kept.media)).toBeDefined();
    expect(await bytesOf(seat, waiting.media)).toBeDefined();
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toBeUndefined();
    expect((await wantedPictures(seat)).map((picture) => picture.size)).toEqual([400]);
    expect(await familyTimeline(seat)).toHaveLength(1);
    expect(await makeRoom(seat)).toBe(false);
  });
});

describe("before somebody signs out", () => {
  test("everything that has not gone up is counted", async () => {
    expect(await unsent(seat)).toMatchObject({ any: false });
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    expect(await unsent(seat)).toEqual({ moments: [draft.moment], acts: 0, photos: 1, drafts: 0, any: true });
    expect(await waitingMedia(seat)).toHaveLength(1);
  });
});
