import type { LeftBy } from "./bell";
import { lockSeat } from "./device";
import { unsent } from "./look";
import { purgeRow } from "./purge";
import { dropFact, readFact, type Seat } from "./seat";
import { stores } from "./schema";

/** True while the school might lose something that this phone still has: no finished backup holds it yet. */
export async function unsafe(seat: Seat): Promise<boolean> {
  const durable = (await readFact(seat, "durable")) ?? 0;
  return await seat.db.read(["sent", "media"], async (tx) => {
    const sent = await tx.objectStore("sent").getAll();
    const kept = await tx.objectStore("media").index("state").getAll("kept");
    return [...sent, ...kept].some((thing) => (thing.seq ?? Infinity) > durable);
  });
}

/**
 * Locks a seat away until its person signs in again: its session and everything of others leaves the phone, own words and
 * photos stay. Every tab of it goes to the door.
 */
export async function lockAway(seat: Seat, by: LeftBy = "person"): Promise<void> {
  await emptyOthers(seat);
  await dropFact(seat, "session");
  await lockSeat(seat.id, !(await unsent(seat)).any);
  seat.bell.ring({ kind: "left", by });
}

/** Takes everything off this phone that the school can tell again: rows and pictures. Own words and photos stay. */
export async function emptyOthers(seat: Seat): Promise<void> {
  // Lies open: it is written when nobody knows the key, too, and says nothing of anybody.
  const afresh = { name: "afresh", value: { lies: true } };
  await seat.db.write([...stores], async (tx) => {
    for (const key of await tx.objectStore("rows").getAllKeys()) await purgeRow(tx, key, "signed_out");
    await tx.objectStore("pictures").clear();
    await tx.objectStore("meta").put(afresh);
  });
}
