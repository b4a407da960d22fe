import type { Writing } from "./db";
import type { Sealed } from "./seal";
import { aboutOf } from "./outbox";
import type { OutboxRecord } from "./schema";

/** What became of one op. */
export interface Verdict {
  op: string;
  is: "accepted" | "parked" | "quarantined" | "again";
  seq?: number;
  code?: string;
  /** The school's sentence for the person. */
  problem?: string;
  /** For `again`: not before, milliseconds. */
  nextAt?: number;
  /** For `again`: the same act as a new op, because the school's "no" to the old one is final. */
  fresh?: OutboxRecord;
}

/** Moves an op to where its answer puts it. An answer to an op that is no longer here changes nothing. */
export async function applyVerdict(tx: Writing, verdict: Verdict, problem: Sealed<string>, now: number): Promise<void> {
  const outbox = tx.objectStore("outbox");
  const record = await outbox.index("op").get(verdict.op);
  if (!record) return;
  if (verdict.is === "accepted") return await accept(tx, record, verdict.seq ?? 0, now);
  const code = verdict.code ? { lastCode: verdict.code } : {};
  if (verdict.is === "again") {
    await outbox.put({ ...record, ...code, ...verdict.fresh, state: "ready", nextAt: verdict.nextAt ?? 0 });
  } else {
    await outbox.put({ ...record, ...code, state: verdict.is, problem });
  }
}

async function accept(tx: Writing, record: OutboxRecord, seq: number, at: number): Promise<void> {
  const { op, n, kind, subject, revision, text } = record;
  await tx.objectStore("outbox").delete(n);
  await tx.objectStore("sent").put({ op, n, kind, subject, ...aboutOf(record), seq, at, text });
  if (kind !== "keep_revision") return await setAsideBefore(tx, record);
  if (!revision) return;
  const own = await tx.objectStore("own").get(subject);
  if (own) await tx.objectStore("own").put({ ...own, accepted: revision, acceptedSeq: seq });
}

/**
 * An act went past an earlier one about the same: that was refused, even if somebody has said "try again" since. Sent now it
 * would be the last word, and a consent that was narrowed would widen again.
 */
async function setAsideBefore(tx: Writing, { n, kind, subject, aim }: OutboxRecord): Promise<void> {
  const outbox = tx.objectStore("outbox");
  for (const earlier of await outbox.index("subject").getAll(subject)) {
    if (earlier.kind === kind && earlier.aim === aim && earlier.n < n)
      await outbox.put({ ...earlier, state: "quarantined" });
  }
}
