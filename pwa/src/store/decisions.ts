import { bury } from "./graveyard";
import { isStuck, keepAct, outbox, sentOps, textOf } from "./outbox";
import { readFact, type Seat } from "./seat";
import type { OutboxRecord, SentRecord } from "./schema";
import type { Audience, Moment } from "./shapes";
import { toldRows } from "./told";

/** What an adult can say about a moment that waits, is held or is shared. */
export type Verb = "approve" | "send_back" | "keep_private" | "undo" | "ask" | "confirm" | "restore";

/** A description that the adult saw and kept, for one picture. */
export interface Description {
  media: string;
  alt: string;
}

/** What an adult heard in a voice note and wrote down. */
export interface SpokenWords {
  media: string;
  words: string;
  lang?: string;
}

/** What goes with a decision. */
export interface Decision {
  audience?: Audience;
  note?: string;
  /** Decided together with others, each of which was in view. */
  bulk?: boolean;
  alts?: Description[];
  said?: SpokenWords[];
  /** Why nobody is named in the pictures, or fewer people than faces. */
  why?: string;
  /** What of which picture is covered, in pixels of the master with that hash. */
  covers?: { media: string; master: string; boxes: object[]; crop?: object }[];
  /** Ids of people in the pictures who cannot be recognised any more. */
  unseen?: string[];
}

/** Something that was decided on this phone and that the school has not told back yet. */
export interface Said extends Decision {
  op: string;
  verb: Verb;
  at: string;
  /** `stuck`: the school refused it, with `code` and a sentence. It counts for nothing any more. */
  stage: "here" | "sent" | "stuck";
  code?: string;
}

/** Keeps a decision about the revision and the words that were on the screen. An older one that was refused goes. */
export async function decide(
  seat: Seat,
  moment: Moment,
  kind: Exclude<Verb, "ask" | "confirm" | "restore">,
  decision: Decision = {},
): Promise<void> {
  await dropRefused(seat, moment.id);
  const { id, revision, hash: seen } = moment;
  await keepAct(seat, { kind: "decide", subject: id, body: { moment: id, revision, kind, seen, ...decision } });
}

/** Takes a shared moment down, confirms that somebody asked for it, or puts it back. It hides at once in any case. */
export async function takeDown(seat: Seat, moment: string, action: "ask" | "confirm" | "restore"): Promise<void> {
  await dropRefused(seat, moment);
  await keepAct(seat, { kind: "take_down", subject: moment, body: { moment, action } });
}

/** An answer that a student gave face to face. */
export async function recordAnswer(seat: Seat, moment: string, person: string, answer: "yes" | "no"): Promise<void> {
  await dropParked(seat, moment, (op) => op.kind === "give_answer" && op.aim === person);
  await keepAct(seat, { kind: "give_answer", subject: moment, body: { moment, person, answer } });
}

/**
 * Takes the newest decision back. One that never left this phone is simply gone; one that may have reached the school
 * is answered with an undo.
 */
export async function undo(seat: Seat, moment: Moment): Promise<void> {
  const mine = (await outbox(seat)).filter((op) => op.subject === moment.id && op.kind === "decide");
  const newest = mine.at(-1);
  const gone = newest && (await dropUnsent(seat, newest.n));
  if (!gone) await decide(seat, moment, "undo");
}

async function dropUnsent(seat: Seat, n: number): Promise<boolean> {
  return await seat.db.write(["outbox", "graveyard"], async (tx) => {
    const op = await tx.objectStore("outbox").get(n);
    if (!op || op.state !== "ready" || op.attempts > 0) return false;
    await tx.objectStore("outbox").delete(n);
    await bury(tx, "op", op.op, "undone");
    return true;
  });
}

/** A refused decision gives way to a new one. */
export async function dropRefused(seat: Seat, moment: string): Promise<void> {
  await dropParked(seat, moment, isDecision);
}

async function dropParked(seat: Seat, moment: string, which: (op: OutboxRecord) => boolean): Promise<void> {
  await seat.db.write(["outbox", "graveyard"], async (tx) => {
    for (const op of await tx.objectStore("outbox").index("subject").getAll(moment)) {
      if (op.state !== "parked" || !which(op)) continue;
      await tx.objectStore("outbox").delete(op.n);
      await bury(tx, "op", op.op, "decided_anew");
    }
  });
}

/** Everything that was decided here and is not told back, by moment, oldest first. */
export async function saidHere(seat: Seat): Promise<Map<string, Said[]>> {
  const waiting = (await outbox(seat)).filter(isDecision);
  const said = await Promise.all([...(await notToldBack(seat)), ...waiting].map((op) => readSaid(seat, op)));
  const bySubject = new Map<string, Said[]>();
  for (const { subject, ...rest } of said) bySubject.set(subject, [...(bySubject.get(subject) ?? []), rest]);
  return bySubject;
}

/** What the school accepted while it still had more to tell: its rows may be older than that. */
async function notToldBack(seat: Seat): Promise<SentRecord[]> {
  if ((await readFact(seat, "behind")) !== true) return [];
  const told = new Map((await toldRows(seat, "moment")).map((row) => [row.id, row.seq]));
  return (await sentOps(seat)).filter((op) => isDecision(op) && op.seq > (told.get(op.subject) ?? 0));
}

function isDecision(op: { kind: string }): boolean {
  return op.kind === "decide" || op.kind === "take_down";
}

async function readSaid(seat: Seat, op: OutboxRecord | SentRecord): Promise<Said & { subject: string }> {
  const { at, body } = JSON.parse(await textOf(seat, op)) as {
    at: string;
    body: Decision & { kind?: Verb; action?: Verb };
  };
  const { audience, note } = body;
  return {
    op: op.op,
    subject: op.subject,
    verb: body.action ?? body.kind ?? "approve",
    at,
    stage: !("state" in op) ? "sent" : isStuck(op) ? "stuck" : "here",
    ...(audience && { audience }),
    ...(note && { note }),
    ...("lastCode" in op && op.lastCode && { code: op.lastCode }),
  };
}
