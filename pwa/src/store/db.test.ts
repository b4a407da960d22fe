import { deleteDB, openDB } from "idb";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { Bell, type Ring } from "./bell";
import { isFull } from "./db";
import { keepAct, outbox } from "./outbox";
import { lunchDraft, mayasSeat } from "./people.testing";
import { myMoments } from "./own";
import { saveRevision } from "./save";
import { closeSeat, dropFact, openSeat, proveOpen, readFact, tellStatus, tryNow, writeFact, type Seat } from "./seat";
import { sessionOf } from "./session";

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

const answer = () => keepAct(seat, { kind: "give_answer", subject: "theosmoment0001", body: { answer: "yes" } });

/** What the browser does to a store whose storage process was restarted. */
async function loseConnection(): Promise<void> {
  const inside = seat.db as unknown as { connection: Promise<IDBDatabase> };
  (await inside.connection).close();
}

describe("a store whose connection was lost", () => {
  test("still keeps what is saved next, once and not twice", async () => {
    await saveRevision(seat, lunchDraft());
    await loseConnection();
    await answer();
    expect((await outbox(seat)).map(({ kind }) => kind)).toEqual(["keep_revision", "give_answer"]);
  });

  test("comes back however often it is taken away", async () => {
    for (let times = 0; times < 3; times++) {
      await saveRevision(seat, lunchDraft({ words: `Lunch ${times}` }));
      await loseConnection();
    }
    expect(await myMoments(seat)).toHaveLength(3);
  });

  test("does not run an act again that failed by itself", async () => {
    let runs = 0;
    const failing = seat.db.write(["meta"], () => Promise.reject(new Error(`ours ${++runs}`)));
    await expect(failing).rejects.toThrow("ours 1");
    expect(runs).toBe(1);
  });

  test("that a newer app raised meanwhile is left to it, and nothing in it is touched", async () => {
    await saveRevision(seat, lunchDraft());
    const newer = await openDB(seat.name, 2);
    await expect(outbox(seat)).rejects.toMatchObject({ name: "VersionError" });
    expect(await newer.count("outbox")).toBe(1);
    newer.close();
  });

  test("that was deleted in another tab opens empty, and says nothing false", async () => {
    await saveRevision(seat, lunchDraft());
    await deleteDB(seat.name);
    expect(await outbox(seat)).toEqual([]);
    expect(await myMoments(seat)).toEqual([]);
  });
});

describe("a store that was left", () => {
  test("answers nobody any more, and what was in it is there for the next tab", async () => {
    await saveRevision(seat, lunchDraft());
    await closeSeat(seat);
    await expect(outbox(seat)).rejects.toThrow("closed");
    await expect(saveRevision(seat, lunchDraft())).rejects.toThrow("closed");
    const again = openSeat(seat.id, seat.name);
    expect(await outbox(again)).toHaveLength(1);
    await closeSeat(again);
  });

  test("before anything was read from it is left without a sound", async () => {
    const unread = openSeat("theoseat0000001", "kith-unread");
    await expect(closeSeat(unread)).resolves.toBeUndefined();
  });
});

describe("a store as it is found", () => {
  const again = (asFound: boolean) => (seat = openSeat(seat.id, seat.name, asFound));

  test("is read and written in the form that it has, and keeps that form", async () => {
    await saveRevision(seat, lunchDraft());
    await closeSeat(seat);
    (await openDB(seat.name, 7)).close();
    again(true);
    expect(await outbox(seat)).toHaveLength(1);
    await writeFact(seat, "behind", true);
    expect(await readFact(seat, "behind")).toBe(true);
    await closeSeat(seat);
    const after = await openDB(seat.name);
    expect([after.version, await after.count("outbox")]).toEqual([7, 1]);
    after.close();
  });

  test("is not made where there is none, so that the app can still make a whole one", async () => {
    await closeSeat(seat);
    await deleteDB(seat.name);
    again(true);
    await expect(outbox(seat)).rejects.toMatchObject({ name: "AbortError" });
    await closeSeat(seat).catch(() => undefined);
    again(false);
    expect(await outbox(seat)).toEqual([]);
  });

  test("makes way for the app that raises it", async () => {
    await closeSeat(seat);
    again(true);
    expect(await outbox(seat)).toEqual([]);
    (await openDB(seat.name, 7)).close();
    expect(await outbox(seat)).toEqual([]);
  });
});

test("a store that does not open is told before anything is done with it, and left alone", async () => {
  await proveOpen(seat);
  await closeSeat(seat);
  const newer = await openDB(seat.name, 7);
  seat = openSeat(seat.id, seat.name);
  await expect(proveOpen(seat)).rejects.toMatchObject({ name: "StoreShut", cause: { name: "VersionError" } });
  await expect(outbox(seat)).rejects.toThrow("closed");
  newer.close();
});

describe("who hears of a write", () => {
  const heard = (of: Seat) => {
    const rings: Ring[] = [];
    of.bell.listen((ring) => rings.push(ring));
    return rings;
  };

  test("everybody, with the stores that changed, once it is on the disk", async () => {
    const rings = heard(seat);
    await writeFact(seat, "behind", true);
    expect(rings).toEqual([{ kind: "changed", stores: ["meta"] }]);
  });

  test("nobody, when it failed", async () => {
    const rings = heard(seat);
    await seat.db.write(["own"], () => Promise.reject(new Error("cut"))).catch(() => undefined);
    expect(rings).toEqual([]);
  });

  test("the other tabs of this person too, and no tab of anybody else", async () => {
    const [tab, theos] = [openSeat(seat.id, seat.name), await mayasSeat("theoseat0000001")];
    const strange = heard(theos);
    const woken = new Promise<Ring>((hear) => tab.bell.listen(hear));
    tryNow(seat);
    expect(await woken).toEqual({ kind: "wake" });
    expect(strange).toEqual([]);
    for (const each of [tab, theos]) await closeSeat(each);
  });

  test("a status told in one tab is known in all, and what was known before stays", async () => {
    const tab = openSeat(seat.id, seat.name);
    tellStatus(seat, { clockOff: true });
    tellStatus(seat, { waiting: 2 });
    await vi.waitUntil(() => tab.status.waiting === 2);
    for (const each of [seat, tab]) expect(each.status).toMatchObject({ clockOff: true, waiting: 2, online: true });
    await closeSeat(tab);
  });

  test("whoever begins or stops listening in the middle of a ring changes nothing for the others", () => {
    const bell = new Bell("kith-door");
    const heardBy: string[] = [];
    const stop = bell.listen(() => {
      heardBy.push("first");
      stop();
      bell.listen(() => heardBy.push("third"));
    });
    bell.listen(() => heardBy.push("second"));
    bell.ring({ kind: "wake" });
    expect(heardBy).toEqual(["first", "second"]);
    bell.ring({ kind: "wake" });
    expect(heardBy).toEqual(["first", "second", "second", "third"]);
    bell.close();
    bell.ring({ kind: "wake" });
    expect(heardBy).toHaveLength(4);
  });
});

describe("the session", () => {
  test("is there after a restart, and gone once it was dropped", async () => {
    const renewed = { access: "a2", refresh: "r2", until: "2027-06-30T00:00:00Z", device: "mayasphone00001" };
    await sessionOf(seat).writeSession(renewed);
    await closeSeat(seat);
    seat = openSeat(seat.id, seat.name);
    expect(await sessionOf(seat).readSession()).toEqual(renewed);
    await dropFact(seat, "session");
    expect(await sessionOf(seat).readSession()).toBeUndefined();
  });

  test("is no business of other facts", async () => {
    await writeFact(seat, "cursor", "c1");
    await dropFact(seat, "cursor");
    expect(await readFact(seat, "session")).toMatchObject({ refresh: "r1" });
  });
});

test.each<[unknown, boolean]>([
  [new DOMException("", "QuotaExceededError"), true],
  [new DOMException("", "UnknownError"), false],
  [new Error("QuotaExceededError"), false],
  [undefined, false],
])("%s: a full phone is told by its own sign only", (error, full) => {
  expect(isFull(error)).toBe(full);
});
