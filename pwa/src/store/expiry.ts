import { purgeRow } from "./purge";
import { seal } from "./seal";
import { readFact, type Seat } from "./seat";
import { stores } from "./schema";

/** Days of school without contact after which others' moments leave the phone. */
const schoolDays = 7;

/** How long acknowledged ops and photos stay, so that a school restored from an old backup can be healed. */
const keepSent = 30 * 24 * 3600_000;

/**
 * Lets others' moments go when this phone has not heard the school for seven school days: nobody could have told it of
 * a withdrawal. Own moments and About me stay for ever. What goes comes again from the start at the next contact.
 *
 * @returns how many rows went.
 */
export async function expireOthers(seat: Seat, now = Date.now()): Promise<number> {
  const lastContact = await readFact(seat, "lastContact");
  if (!lastContact || weekdaysBetween(lastContact, now) <= schoolDays) return 0;
  const afresh = { name: "afresh", value: await seal<unknown>(seat, true) };
  return await seat.db.write([...stores], async (tx) => {
    const rows = await tx.objectStore("rows").getAll();
    const others = rows.filter((row) => (row.kind === "moment" || row.kind === "ask") && row.form !== "author");
    for (const row of others) await purgeRow(tx, [row.key, row.kind, row.id], "expired");
    if (others.length) await tx.objectStore("meta").put(afresh);
    return others.length;
  });
}

/** Lets acknowledged ops go after thirty days. Longer than the newest backup asks for: an older one may be restored. */
export async function forgetSent(seat: Seat, now = Date.now()): Promise<void> {
  const old = IDBKeyRange.upperBound(now - keepSent);
  const due = await seat.db.read(["sent"], (tx) => tx.objectStore("sent").index("at").count(old));
  if (!due) return;
  await seat.db.write(["sent"], async (tx) => {
    for (const op of await tx.objectStore("sent").index("at").getAllKeys(old)) await tx.objectStore("sent").delete(op);
  });
}

/** Monday to Friday, by this phone's calendar, after the day of `from` up to the day of `to`. */
export function weekdaysBetween(from: number, to: number): number {
  const day = new Date(from);
  day.setHours(12, 0, 0, 0);
  const end = new Date(to).setHours(12, 0, 0, 0);
  // A clock that jumped by years must not keep the phone busy: more than seven is enough to know.
  for (let days = 0; ;) {
    day.setDate(day.getDate() + 1);
    if (day.getTime() > end || days > schoolDays) return days;
    if (day.getDay() % 6 !== 0) days++;
  }
}
