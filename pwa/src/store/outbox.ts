import { newId } from "../moment/ids";
import type { Writing } from "./db";
import { fits, PhoneFull } from "./room";
import { seal, unseal } from "./seal";
import { readFact, tryNow, type Seat } from "./seat";
import { opSchema, type OpKind, type OutboxRecord, type SentRecord } from "./schema";

/** An act of this person that goes to the school. */
export interface Act {
  kind: Exclude<OpKind, "keep_revision">;
  /** The moment or the person that it is about. Order is kept within it. */
  subject: string;
  body: Record<string, unknown>;
}

/** Keeps an act and asks the sync to send it. It is on the disk when the promise resolves. */
export async function keepAct(seat: Seat, act: Act): Promise<string> {
  const { kind, subject, body } = act;
  const named = (field: string) => (typeof body[field] === "string" ? body[field] : undefined);
  const aims = { record_consent: "kind", give_answer: "person", step_out: "wish", choose_way: "way" };
  const aim = kind in aims ? named(aims[kind as keyof typeof aims]) : undefined;
  const revision = named("revision");
  const record = await writeOp(seat, kind, subject, body, { ...(revision && { revision }), ...(aim && { aim }) });
  await seat.db.write(["outbox"], (tx) => putOp(tx, record));
  tryNow(seat);
  return record.op;
}

/** What lies open of an op, and stays with it wherever it lies. */
type About = Pick<OutboxRecord, "revision" | "base" | "aim" | "schema">;

export function aboutOf({ revision, base, aim, schema }: About): About {
  return {
    ...(revision && { revision }),
    ...(base && { base }),
    ...(aim && { aim }),
    ...(schema && { schema }),
  };
}

/** An op as it will be sent, for ever in these bytes. */
export async function writeOp(
  seat: Seat,
  kind: OpKind,
  subject: string,
  body: object,
  about: About,
  doneAt?: string,
): Promise<Omit<OutboxRecord, "n">> {
  const { op, text } = await newOp(seat, kind, body, doneAt);
  const fresh = { state: "ready", attempts: 0, nextAt: 0 } as const;
  return { op, kind, subject, schema: opSchema, ...about, ...fresh, text: await seal(seat, text) };
}

/** A new op: its id, and the text in which it goes. */
export async function newOp(
  seat: Seat,
  kind: OpKind,
  body: object,
  doneAt?: string,
): Promise<{ op: string; text: string }> {
  const op = newId();
  return { op, text: JSON.stringify({ op, kind, at: doneAt ?? (await schoolTime(seat)), body }) };
}

/** Now, by the school's clock: what was done before somebody left a circle is told from what came after. */
async function schoolTime(seat: Seat): Promise<string> {
  return new Date(Date.now() + ((await readFact(seat, "clockOffset")) ?? 0)).toISOString();
}

/** The same act as a new op, in the place of one that was refused. It was done when it was done. */
export async function rewriteOp(seat: Seat, record: OutboxRecord): Promise<OutboxRecord> {
  const { n, kind, subject } = record;
  const { at, body } = JSON.parse(await textOf(seat, record)) as { at: string; body: object };
  // The act is what it was, and so is its form, whichever app wrote it.
  const about = { ...aboutOf(record), schema: schemaOf(record) };
  return { ...(await writeOp(seat, kind, subject, body, about, at)), n };
}

/** Puts a new op at the end of the queue. */
export async function putOp(tx: Writing, record: Omit<OutboxRecord, "n">): Promise<void> {
  await tx.objectStore("outbox").add(record as OutboxRecord);
}

/** Everything that waits to go up, in the order in which it was kept. */
export async function outbox(seat: Seat): Promise<OutboxRecord[]> {
  return await seat.db.read(["outbox"], (tx) => tx.objectStore("outbox").getAll());
}

/** What was told an adult goes before everything else, and the rest in its order. */
export function urgentFirst(ops: readonly OutboxRecord[]): OutboxRecord[] {
  const isUrgent = ({ kind }: OutboxRecord) => kind === "tell_adult" || kind === "step_out";
  return [...ops.filter(isUrgent), ...ops.filter((op) => !isUrgent(op))];
}

/** What the school acknowledged and this phone still holds. */
export async function sentOps(seat: Seat): Promise<SentRecord[]> {
  return await seat.db.read(["sent"], (tx) => tx.objectStore("sent").getAll());
}

/** The school refused it, or this phone cannot read it: it goes nowhere until a person has looked. */
export function isStuck({ state }: Pick<OutboxRecord, "state">): boolean {
  return state === "parked" || state === "quarantined";
}

/**
 * True when an op has to wait for an earlier one about the same. Order is kept, but nothing waits for what is stuck unless it
 * stands on that: a revision on a revision, and anything on the first one, without which the school knows no moment. An act
 * stands on no act: a "keep it private" or a narrower consent must never wait behind one that was refused.
 */
export function waitsFor(op: OutboxRecord, earlier: OutboxRecord): boolean {
  if (earlier.subject !== op.subject) return false;
  if (!isStuck(earlier)) return true;
  return earlier.kind === "keep_revision" && (op.kind === "keep_revision" || !earlier.base);
}

/** The form in which an op was written. */
export function schemaOf(record: { schema?: number }): number {
  return record.schema ?? 1;
}

/** The text of an op. */
export async function textOf(seat: Seat, record: { text: OutboxRecord["text"] }): Promise<string> {
  return await unseal(seat, record.text);
}

/**
 * Notes that these ops are on their way now. A crash from here on is a repeat, which the school recognises.
 *
 * @throws PhoneFull when not even the note has room: what is not noted does not go.
 */
export async function markSending(seat: Seat, records: OutboxRecord[]): Promise<OutboxRecord[]> {
  let going: OutboxRecord[] = [];
  if (await fits(seat, async () => (going = await noteSending(seat, records)))) return going;
  throw new PhoneFull();
}

async function noteSending(seat: Seat, records: OutboxRecord[]): Promise<OutboxRecord[]> {
  return await seat.db.write(["outbox"], async (tx) => {
    const store = tx.objectStore("outbox");
    const going: OutboxRecord[] = [];
    for (const { n, op } of records) {
      // What its person took back, or wrote anew, since it was read does not go.
      const record = await store.get(n);
      if (record?.op !== op || isStuck(record)) continue;
      await store.put({ ...record, state: "sending", attempts: record.attempts + 1 });
      going.push(record);
    }
    return going;
  });
}

/** Ops that a cut or a crash left on their way are ready again, not before `nextAt`. */
export async function markReady(seat: Seat, nextAt: number, code?: string): Promise<void> {
  await seat.db.write(["outbox"], async (tx) => {
    const store = tx.objectStore("outbox");
    for (const record of await store.getAll()) {
      if (record.state !== "sending") continue;
      await store.put({ ...record, state: "ready", nextAt, ...(code && { lastCode: code }) });
    }
  });
}

/** Sets one op aside for what no repeat would heal: until its person has looked, or for good when `quarantined`. */
export async function park(
  seat: Seat,
  n: number,
  code: string,
  sentence: string,
  state: "parked" | "quarantined" = "parked",
): Promise<void> {
  const problem = await seal(seat, sentence);
  await seat.db.write(["outbox"], async (tx) => {
    const record = await tx.objectStore("outbox").get(n);
    if (record) await tx.objectStore("outbox").put({ ...record, state, lastCode: code, problem });
  });
}
