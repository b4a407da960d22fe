import { openDB, type IDBPDatabase } from "idb";
import { expect, test } from "vitest";
import { lunchDraft, mayasSeat } from "./people.testing";
import { outbox } from "./outbox";
import { saveRevision } from "./save";
import { raise, stores, type SeatSchema } from "./schema";
import { closeSeat } from "./seat";

type Raise = Parameters<typeof raise>[2];
const upTo = (name: string, version: number, from: number, after = () => {}) =>
  openDB<SeatSchema>(name, version, {
    upgrade(db, _old, _new, tx) {
      raise(db, from, tx as Raise).then(after, () => tx.abort());
    },
  });

test("a fresh store has a place for everything", async () => {
  const db = await upTo(`kith-fresh`, 1, 0);
  expect([...db.objectStoreNames].sort()).toEqual([...stores, "outbox_copy"].sort());
  db.close();
});

test("what waits to be sent is copied before a store is raised", async () => {
  const seat = await mayasSeat();
  await saveRevision(seat, lunchDraft());
  const [waiting] = await outbox(seat);
  await closeSeat(seat);
  const db = await upTo(seat.name, 2, 1);
  expect(await db.getAll("outbox_copy")).toEqual([{ ...waiting, from: 1 }]);
  expect(await db.getAll("outbox")).toEqual([waiting]);
  db.close();
});

test("a step that fails leaves the store as it was, with everything in it", async () => {
  const seat = await mayasSeat();
  await saveRevision(seat, lunchDraft());
  await closeSeat(seat);
  const broken = openDB(seat.name, 2, {
    upgrade(_db, _from, _to, tx) {
      tx.done.catch(() => undefined);
      tx.abort();
    },
  });
  await expect(broken).rejects.toThrow();
  const db: IDBPDatabase<SeatSchema> = await openDB<SeatSchema>(seat.name, 1);
  expect(await db.count("outbox")).toBe(1);
  expect(await db.count("own")).toBe(1);
  db.close();
});
