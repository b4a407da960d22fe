import { unseal } from "./seal";
import type { Seat } from "./seat";
import type { RowRecord } from "./schema";
import type { FeedRow, Form, Moment } from "./shapes";

/** Of several forms of one moment, the fullest that this reader may have comes first. */
const fullest: Form[] = ["author", "staff", "ask", "circle", "family", "school"];

/** The rows of one kind, as the school told them. */
export async function toldRows(seat: Seat, kind: FeedRow["kind"]): Promise<FeedRow[]> {
  return await opened(seat, await seat.db.read(["rows"], (tx) => tx.objectStore("rows").index("kind").getAll(kind)));
}

/** Every form in which the school told a moment, fullest first. */
export async function toldForms(seat: Seat, moment: string): Promise<Moment[]> {
  const rows = await opened(
    seat,
    await seat.db.read(["rows"], (tx) => tx.objectStore("rows").index("id").getAll(moment)),
  );
  return rows.flatMap((row) => row.moment ?? []).sort(byForm);
}

/** What the school told its author of a moment. */
export async function newestTold(seat: Seat, moment: string): Promise<Moment | undefined> {
  return (await toldForms(seat, moment)).find((told) => told.form === "author");
}

/** One row per moment, in its fullest form: two students of one family may share a moment. */
export function oncePerMoment(moments: Moment[]): Moment[] {
  const seen = new Map<string, Moment>();
  for (const moment of [...moments].sort(byForm)) if (!seen.has(moment.id)) seen.set(moment.id, moment);
  return [...seen.values()];
}

export async function opened(seat: Seat, records: RowRecord[]): Promise<FeedRow[]> {
  return await Promise.all(records.map((record) => unseal(seat, record.row)));
}

function byForm(a: Moment, b: Moment): number {
  return fullest.indexOf(a.form) - fullest.indexOf(b.form);
}

/** What this phone holds, without a word of it: for comparing with the school. */
export async function heldRows(seat: Seat): Promise<Pick<RowRecord, "key" | "kind" | "id" | "mark">[]> {
  const records = await seat.db.read(["rows"], (tx) => tx.objectStore("rows").getAll());
  return records.map(({ key, kind, id, mark }) => ({ key, kind, id, mark }));
}
