import type { Change as Told, HeldRow, ReconcileAnswer } from "../api/contract";
import type { Line } from "../api/line";
import { applyNews, type Change } from "../store/apply";
import { heldRows } from "../store/told";
import { readFact, type Seat } from "../store/seat";
import type { FeedRow } from "../store/shapes";

/** Rows in one comparison, as the contract allows. */
const mostRows = 2000;

const week = 7 * 24 * 3600_000;

/** The school's changes as the store takes them. A line that says nothing changes nothing. */
export function changesOf(told: readonly Told[]): Change[] {
  return told.flatMap((change): Change[] => {
    const { key, kind, id } = change;
    if (change.left) return [{ does: "left", key }];
    if (!kind || !id) return [];
    if (change.gone) return [{ does: "gone", key, kind, id }];
    const row = rowOf(change, kind, id);
    return row ? [{ does: "put", row }] : [];
  });
}

function rowOf(change: Told, kind: FeedRow["kind"], id: string): FeedRow | undefined {
  const { key, seq = 0, mark = "", moment, circle, me } = change;
  if (!moment && !circle && !me) return undefined;
  return { key, kind, id, seq, mark, ...(moment && { moment }), ...(circle && { circle }), ...(me && { me }) };
}

/** True when this phone has not compared itself with the school for a week, or since the school went back. */
export async function isReconcileDue(seat: Seat, now = Date.now()): Promise<boolean> {
  const last = await readFact(seat, "reconciled");
  // A fresh phone has just been told everything.
  if (last === undefined) await applyNews(seat, { ...nothing, facts: { reconciled: now }, now });
  return last !== undefined && now - last > week;
}

const nothing = { verdicts: [], changes: [], rewound: false };

/** Compares what this phone holds with what its person may read now, and heals the difference. */
export async function reconcile(seat: Seat, line: Line): Promise<void> {
  const device = (await readFact(seat, "session"))?.device ?? "";
  const held: HeldRow[] = await heldRows(seat);
  for (let from = 0; from === 0 || from < held.length; from += mostRows) {
    const rows = held.slice(from, from + mostRows);
    const isLast = from + mostRows >= held.length;
    const json = { device, rows };
    const needs = ["drop", "stale", "missing"] as const;
    const answer = await line.ask<ReconcileAnswer>({ method: "POST", path: "/reconcile", json }, needs);
    const unknown = answer.drop.map(({ key, kind, id }): Change => ({ does: "unknown", key, kind, id }));
    // Of a part of the rows the school cannot know what is missing: the other part is.
    const missing = held.length <= mostRows ? answer.missing : [];
    const changes = [...unknown, ...changesOf([...answer.stale, ...missing])];
    // A comparison that was cut between its parts is not done.
    const facts = isLast ? { reconciled: Date.now() } : {};
    await applyNews(seat, { ...nothing, changes, facts, now: Date.now() });
  }
}
