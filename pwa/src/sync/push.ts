import { Elsewhere, Refusal } from "../api/answers";
import { build, type OpResult, type SyncAnswer, type SyncRequest } from "../api/contract";
import type { Line } from "../api/line";
import { applyNews } from "../store/apply";
import { bringAgain } from "../store/letterbox";
import {
  isStuck,
  markReady,
  markSending,
  outbox,
  park,
  rewriteOp,
  schemaOf,
  textOf,
  urgentFirst,
  waitsFor,
} from "../store/outbox";
import { dropFact, readFact, tellStatus, writeFact, type Seat } from "../store/seat";
import { opSchema, type OutboxRecord } from "../store/schema";
import type { Verdict } from "../store/verdict";
import { backoff } from "./backoff";
import { classOfCode, classOfFailure } from "./classes";
import { changesOf } from "./pull";

/** Ops in a batch. The school takes 50. */
export const mostOps = 50;

/** Bytes of ops in a batch: the school takes 256 KiB, the envelope is part of it. */
const mostBytes = 250 * 1024;

/** Ten minutes: from here on a wrong clock confuses people. */
const clockTolerance = 10 * 60_000;

/** What the loop remembers between rounds. */
export interface Pace {
  /** Ops in the next batch: halved when one was too large, doubled when one went through. */
  ops: number;
}

/**
 * One round trip: what waits goes up, what changed comes down, and both are kept in one transaction.
 *
 * @returns true when there is more to do at once.
 */
export async function exchange(seat: Seat, line: Line, pace: Pace): Promise<boolean> {
  const waiting = await nextBatch(seat, pace.ops);
  const batch = waiting.length ? await markSending(seat, waiting) : waiting;
  const json = await requestOf(seat, batch);
  let answer: SyncAnswer;
  try {
    answer = await line.ask<SyncAnswer>({ method: "POST", path: "/sync", json }, [
      "results",
      "changes",
      "cursor",
      "epoch",
    ]);
  } catch (error) {
    await markReady(seat, 0, codeOf(error));
    if (batch.length && classOfFailure(error) === "split") return await split(seat, batch, pace, error);
    throw error;
  }
  await keep(seat, batch, answer);
  pace.ops = Math.min(mostOps, pace.ops * 2);
  // What was refused just now is told at once: an adult may be looking for it.
  const news = batch.length > 0 && (await stillHere(seat, [])).count !== json.waiting?.count;
  return news || answer.more || (await nextBatch(seat, 1)).length > 0;
}

/**
 * The ops that may go now: what was told an adult first, then in the order in which they were kept, one of each subject at a time, so that nothing
 * overtakes what it stands on, and all of one form. A stuck subject blocks only itself, and so does an op that this phone
 * cannot read any more: it is set aside.
 */
export async function nextBatch(seat: Seat, most: number, now = Date.now()): Promise<OutboxRecord[]> {
  const earlier: OutboxRecord[] = [];
  const batch: OutboxRecord[] = [];
  let bytes = 0;
  for (const op of urgentFirst(await outbox(seat))) {
    if (batch.length >= most) break;
    const waits = earlier.some((one) => waitsFor(op, one));
    earlier.push(op);
    if (waits || isStuck(op) || op.nextAt > now) continue;
    if (batch[0] && schemaOf(batch[0]) !== schemaOf(op)) break;
    const text = await textOf(seat, op).catch(() => undefined);
    if (text === undefined) {
      await park(seat, op.n, "unreadable", "", "quarantined");
      continue;
    }
    bytes += new TextEncoder().encode(text).byteLength;
    if (batch.length && bytes > mostBytes) break;
    batch.push(op);
  }
  return batch;
}

async function requestOf(seat: Seat, batch: OutboxRecord[]): Promise<SyncRequest> {
  const cursor = await readFact(seat, "cursor");
  const afresh = (await readFact(seat, "afresh")) === true;
  const session = await readFact(seat, "session");
  const schema = batch[0] ? schemaOf(batch[0]) : opSchema;
  // The text is parsed and written again by the same rules: the same bytes each time.
  const ops = await Promise.all(
    batch.map(async (op) => JSON.parse(await textOf(seat, op)) as SyncRequest["ops"][number]),
  );
  const waiting = await stillHere(seat, batch);
  const about = { device: session?.device ?? "", build, schema, waiting };
  return { ...about, ...(cursor && { cursor }), ...(afresh && { afresh }), ops };
}

/** What was tried and stays on this phone: a count, and since when there is any. An adult at school sees that. */
async function stillHere(seat: Seat, batch: OutboxRecord[]): Promise<NonNullable<SyncRequest["waiting"]>> {
  const { ops, media } = await seat.db.read(["outbox", "media"], async (tx) => ({
    ops: await tx.objectStore("outbox").getAll(),
    media: await tx.objectStore("media").getAll(),
  }));
  const going = new Set(batch.map(({ op }) => op));
  const stuck = ops.filter(({ op, state, attempts }) => !going.has(op) && (state !== "ready" || attempts > 0));
  const photos = media.filter(({ state, attempts }) => state === "refused" || (state === "waiting" && attempts > 0));
  const count = stuck.length + photos.length;
  const noted = await readFact(seat, "waitingSince");
  if (!count) {
    if (noted) await dropFact(seat, "waitingSince");
    return { count };
  }
  if (!noted) await writeFact(seat, "waitingSince", Date.now());
  return { count, since: new Date(noted ?? Date.now()).toISOString() };
}

/** The batch was too large, or one in it cannot be read: halve it until the one is alone, and set that one aside. */
async function split(seat: Seat, batch: OutboxRecord[], pace: Pace, error: unknown): Promise<boolean> {
  const [only] = batch;
  if (batch.length > 1 || !only) {
    pace.ops = Math.ceil(batch.length / 2);
    return true;
  }
  await park(seat, only.n, codeOf(error) ?? "too_large", error instanceof Refusal ? error.detail : "");
  pace.ops = mostOps;
  return true;
}

async function keep(seat: Seat, batch: OutboxRecord[], answer: SyncAnswer): Promise<void> {
  const now = Date.now();
  const epoch = await readFact(seat, "epoch");
  const wentBack = epoch !== undefined && epoch !== answer.epoch;
  const clockOffset = Date.parse(answer.now) - now || 0;
  const rewound = answer.rewound === true || wentBack;
  const results = new Map(answer.results.map((result) => [result.op, result]));
  const verdictOf = (op: OutboxRecord) =>
    rewound ? verdictInHindsight(seat, op, results.get(op.op), now) : verdictNow(op, results.get(op.op), now);
  if (rewound) await bringAgain();
  await applyNews(seat, {
    verdicts: await Promise.all(batch.map(verdictOf)),
    changes: changesOf(answer.changes),
    facts: {
      cursor: answer.cursor,
      afresh: false,
      epoch: answer.epoch,
      behind: answer.more,
      durable: answer.durable,
      clockOffset,
      lastContact: now,
    },
    rewound,
    now,
  });
  const clockOff = Math.abs(clockOffset) > clockTolerance;
  tellStatus(seat, { online: true, portal: false, signInAgain: false, full: false, lastContact: now, clockOff });
}

/** What an answer means for its op. An op that was not answered goes again. */
function verdictNow(op: OutboxRecord, result: OpResult | undefined, now: number): Verdict {
  if (result?.status === "accepted") return { op: op.op, is: "accepted", seq: result.seq ?? 0 };
  const code = result?.code ?? result?.problem?.code;
  const about = { op: op.op, ...(code && { code }) };
  if (result?.status !== "refused") return { ...about, is: "again", nextAt: now + backoff(op.attempts + 1) };
  const is = classOfCode(code) === "permanent" ? "quarantined" : "parked";
  return { ...about, is, problem: result.problem?.detail ?? "" };
}

/**
 * What an answer means when the school turns out to have gone back: it lacked what the op stands on, so a "no" says
 * nothing. The op goes again at once, behind what was sent before it.
 */
async function verdictInHindsight(
  seat: Seat,
  op: OutboxRecord,
  result: OpResult | undefined,
  now: number,
): Promise<Verdict> {
  if (result?.status === "accepted") return verdictNow(op, result, now);
  if (result?.status !== "refused") return { op: op.op, is: "again" };
  return { op: op.op, is: "again", fresh: await rewriteOp(seat, op) };
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof Refusal) return error.code;
  return error instanceof Elsewhere ? `http_${error.status}` : undefined;
}
