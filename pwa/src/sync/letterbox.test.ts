import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openLine } from "../api/line";
import { lettersWaiting, post } from "../store/letterbox";
import { lunchDraft, mayasSeat } from "../store/people.testing";
import { saveRevision } from "../store/save";
import { closeSeat, type Seat } from "../store/seat";
import { sessionOf } from "../store/session";
import { faults } from "./faults.testing";
import { headOf, letter, parcel, SchoolWithLetterbox } from "./letterbox.testing";
import { round } from "./round";

let school: SchoolWithLetterbox;
let seat: Seat;

beforeEach(async () => {
  school = await new SchoolWithLetterbox().open();
  await anotherDevice();
});
afterEach(async () => {
  vi.useRealTimers();
  await closeSeat(seat);
  await school.close();
});

/** From now on this is a device that has heard the school once and has nothing else on it. */
async function anotherDevice(): Promise<void> {
  if (seat as Seat | undefined) await closeSeat(seat);
  indexedDB = new IDBFactory();
  seat = await mayasSeat();
  await goes();
  school.calls = [];
}

const goes = () => round(seat, openLine(sessionOf(seat)), { ops: 50 });
const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
const sent = (what: string) => school.calls.filter((call) => call.startsWith(what));
/** Which sealing of a photo the school has whole, by its head. */
const whole = (media: string) => {
  const upload = school.uploads.get(media);
  return upload && upload.bytes.byteLength === upload.length ? headOf(upload.bytes) : undefined;
};

describe("what was sealed", () => {
  test("goes before what waits in the queue, and in the order in which it was sealed", async () => {
    await saveRevision(seat, lunchDraft());
    await post([letter("first"), letter("second")], []);
    await post([letter("third")], []);
    const wentBefore: number[] = [];
    school.says = () => {
      wentBefore.push(school.applied.length);
      return { status: "taken", seq: 1 };
    };
    await goes();
    expect(school.took).toEqual(["first", "second", "third"]);
    expect(wentBefore).toEqual([0, 0, 0]);
    expect(school.applied).toHaveLength(1);
    expect(await lettersWaiting()).toMatchObject({ count: 0 });
  });

  test("and cannot be opened holds nothing up, and is asked about again after an hour", async () => {
    await post(["first", "second", "third"].map(letter), []);
    let knows = false;
    school.says = (text) =>
      text === "second" && !knows ? { status: "refused", code: "seal_unknown" } : { status: "taken", seq: 1 };
    await goes();
    expect(school.took).toEqual(["first", "third"]);
    await goes();
    expect(sent("POST /sealed")).toHaveLength(1);
    await post([letter("fourth")], []);
    await goes();
    expect(school.took).toEqual(["first", "third", "fourth"]);
    knows = true;
    later(3600_001);
    await goes();
    expect(school.took).toEqual(["first", "third", "fourth", "second"]);
  });

  test("and has to come again is not overtaken by what was sealed after it", async () => {
    await post(["first", "second", "third"].map(letter), []);
    let busy = true;
    school.says = (text) => (busy && text === "second" ? { status: "retry" } : { status: "taken", seq: 1 });
    await goes();
    await goes();
    expect(school.took).toEqual(["first"]);
    busy = false;
    later(600_000);
    await goes();
    expect(school.took).toEqual(["first", "second", "third"]);
  });
});

describe("a sealed photo", () => {
  test("over which the school stumbles stops nothing, and comes later", async () => {
    await saveRevision(seat, lunchDraft());
    const [bad, worse, good] = ["aphoto000000001", "bphoto000000001", "cphoto000000001"] as const;
    await post([letter("words")], [parcel(bad, 3), parcel(worse, 5), parcel(good, 11)]);
    for (let n = 0; n < 2; n++) school.once(/POST \/media/, faults.says(500, "inner_fault"));
    await goes();
    expect(school.took).toEqual(["words"]);
    expect(school.applied).toHaveLength(1);
    expect([bad, worse, good].filter(whole)).toEqual([good]);
    later(600_000);
    await goes();
    expect([bad, worse, good].filter(whole)).toEqual([bad, worse, good]);
    expect(await lettersWaiting()).toMatchObject({ count: 0 });
  });

  test("that is sealed twice starts over where the first sealing was cut, and arrives once", async () => {
    const media = "aphoto000000001";
    const [first, second] = [parcel(media, 3), parcel(media, 5, 500_000)];
    await post([], [first]);
    school.once(/PATCH/, (go) => go());
    for (let tries = 0; tries < 2; tries++) school.once(/PATCH/, faults.cutBefore);
    await expect(goes()).rejects.toThrow();
    expect(school.uploads.get(media)?.bytes.byteLength).toBe(256 * 1024);

    await anotherDevice();
    await post([], [second]);
    await goes();
    expect(whole(media)).toBe(second.head);

    await anotherDevice();
    await post([], [first]);
    await goes();
    expect(sent("PATCH")).toEqual([]);
    expect(whole(media)).toBe(second.head);
    expect(await lettersWaiting()).toMatchObject({ count: 0 });
  });
});
