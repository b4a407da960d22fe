import { openDB } from "idb";
import { beforeEach, describe, expect, test } from "vitest";
import {
  deviceId,
  forgetSeat,
  lockSeat,
  noteDeviceFact,
  noteSeat,
  seatsAsFound,
  seatsHere,
  type SeatLine,
} from "./device";
import { lettersWaiting } from "./letterbox";
import { outbox } from "./outbox";
import { lunchDraft } from "./people.testing";
import { saveRevision } from "./save";
import { closeSeat, openSeat } from "./seat";

beforeEach(() => {
  indexedDB = new IDBFactory();
});

const maya = { seat: "mayaseat0000001", name: "Maya", kind: "student", used: 10 } as const;
const theo = { seat: "theoseat0000001", name: "Theo", kind: "student", used: 20 } as const;
const storesHere = async () => (await indexedDB.databases()).map(({ name }) => name).sort();

async function keepsLunch(line: SeatLine): Promise<void> {
  const seat = openSeat(line.seat, line.db);
  await saveRevision(seat, lunchDraft());
  await closeSeat(seat);
}

describe("a phone", () => {
  test("has one id, also when two tabs ask for it in the same moment", async () => {
    const ids = await Promise.all([deviceId(), deviceId(), deviceId()]);
    expect(new Set(ids).size).toBe(1);
    expect(await deviceId()).toBe(ids[0]);
  });

  test("that was emptied is another phone", async () => {
    const before = await deviceId();
    indexedDB = new IDBFactory();
    expect(await deviceId()).not.toBe(before);
  });

  test("that nobody has used knows nobody", async () => {
    expect(await seatsHere()).toEqual([]);
  });
});

describe("a person who comes back", () => {
  test("finds their own store, under the name and face that the school tells now", async () => {
    const first = await noteSeat(maya);
    await keepsLunch(first);
    const again = await noteSeat({ ...maya, name: "Maya R.", face: "maya", used: 30 });
    expect(again).toMatchObject({ db: first.db, name: "Maya R.", face: "maya" });
    const seat = openSeat(again.seat, again.db);
    expect(await outbox(seat)).toHaveLength(1);
    await closeSeat(seat);
  });

  test("is no longer locked out of it", async () => {
    await noteSeat(maya);
    await lockSeat(maya.seat, false);
    expect((await seatsHere())[0]).toMatchObject({ locked: true, clean: false });
    await noteSeat({ ...maya, used: 30 });
    expect((await seatsHere())[0]?.locked).toBeUndefined();
  });

  test("stands first among those who were here", async () => {
    await noteSeat(maya);
    await noteSeat(theo);
    expect((await seatsHere()).map(({ name }) => name)).toEqual(["Theo", "Maya"]);
    await noteSeat({ ...maya, used: 30 });
    expect((await seatsHere()).map(({ name }) => name)).toEqual(["Maya", "Theo"]);
  });
});

describe("a seat that is forgotten", () => {
  test("takes its whole store with it, and nobody else's", async () => {
    const [mayas, theos] = [await noteSeat(maya), await noteSeat(theo)];
    for (const line of [mayas, theos]) await keepsLunch(line);
    await forgetSeat(maya.seat);
    expect(await storesHere()).toEqual(["kith-device", theos.db].sort());
    expect((await seatsHere()).map(({ name }) => name)).toEqual(["Theo"]);
  });

  test("goes although another tab of it is still open", async () => {
    const line = await noteSeat(maya);
    const tab = openSeat(line.seat, line.db);
    await saveRevision(tab, lunchDraft());
    await forgetSeat(maya.seat);
    expect(await storesHere()).toEqual(["kith-device"]);
    await closeSeat(tab);
  });

  test("and signs in again begins with an empty store of another name", async () => {
    const before = await noteSeat(maya);
    await keepsLunch(before);
    await forgetSeat(maya.seat);
    const after = await noteSeat(maya);
    expect(after.db).not.toBe(before.db);
    const seat = openSeat(after.seat, after.db);
    expect(await outbox(seat)).toEqual([]);
    await closeSeat(seat);
  });

  test.each<[string, (seat: string) => Promise<void>]>([
    ["forgotten", forgetSeat],
    ["locked", (seat) => lockSeat(seat, true)],
  ])("but was never here cannot be %s, and changes nothing", async (_, act) => {
    await noteSeat(maya);
    await act("nobodysseat0001");
    expect(await seatsHere()).toMatchObject([{ name: "Maya" }]);
  });
});

describe("the list of seats that another app keeps", () => {
  test("a newer one is not taken for an empty phone, and can be read as it is", async () => {
    const line = await noteSeat(maya);
    const newer = await openDB("kith-device", 99);
    await expect(seatsHere()).rejects.toMatchObject({ name: "StoreShut" });
    expect(await seatsAsFound()).toEqual([line]);
    newer.close();
  });

  test("an older one is raised, with everybody in it, and has a letterbox then", async () => {
    const line = { seat: "mayaseat0000001", db: "kith-old", name: "Maya", kind: "student", used: 7 };
    const older = await openDB("kith-device", 1, {
      upgrade(db) {
        db.createObjectStore("seats", { keyPath: "seat" });
        db.createObjectStore("meta", { keyPath: "name" });
      },
    });
    await older.put("seats", line);
    await older.put("meta", { name: "id", value: "thisphone000001" });
    older.close();
    expect(await seatsHere()).toEqual([line]);
    expect(await deviceId()).toBe("thisphone000001");
    expect(await lettersWaiting()).toEqual({ count: 0, next: [] });
  });

  test("of a device that many use names nobody as open, whoever left it so", async () => {
    await noteSeat(maya);
    await noteDeviceFact("shared", "yes");
    expect(await seatsAsFound()).toMatchObject([{ seat: maya.seat, locked: true }]);
    expect((await seatsHere())[0]).not.toHaveProperty("locked");
  });

  test("where there is none nobody is here, and none is made", async () => {
    expect(await seatsAsFound()).toEqual([]);
    expect(await seatsHere()).toEqual([]);
  });
});
