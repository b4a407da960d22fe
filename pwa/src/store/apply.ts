import type { Writing } from "./db";
import { dropMedia } from "./media";
import { aboutOf } from "./outbox";
import { purgeRow, purgeUnlisted } from "./purge";
import { sound } from "./pictures";
import { fits, PhoneFull } from "./room";
import { seal, type Sealed } from "./seal";
import type { Facts, Seat } from "./seat";
import { applyVerdict, type Verdict } from "./verdict";
import { stores, type RowRecord, type StoreName } from "./schema";
import type { FeedRow } from "./shapes";

/**
 * One change as the school sends it: a row to put, a row that is gone, a row that the school does not know (any more), or
 * a key that was left.
 */
export type Change =
  | { does: "put"; row: FeedRow }
  | { does: "gone" | "unknown"; key: string; kind: FeedRow["kind"]; id: string }
  | { does: "left"; key: string };

/** Everything that one answer of the school changes on this phone. */
export interface News {
  verdicts: Verdict[];
  changes: Change[];
  /** Facts to keep with it, the cursor first of all. */
  facts: Partial<Facts>;
  /** The school went back: what was sent goes up again, and everything comes again. */
  rewound: boolean;
  now: number;
}

/**
 * Applies one answer with its cursor, all or nothing: a cut between the two can neither skip nor repeat a change. On a
 * full phone only what takes away is applied, and what became of the ops; the cursor stays, so that the rest comes again.
 *
 * @throws PhoneFull
 */
export async function applyNews(seat: Seat, news: News): Promise<void> {
  const rows = await sealRows(seat, news.changes);
  const facts = await sealFacts(seat, news);
  const verdicts = await Promise.all(
    news.verdicts.map(async (verdict) => ({ verdict, problem: await seal(seat, verdict.problem ?? "") })),
  );
  const all = { ...news, rows, sealedFacts: facts, sealedVerdicts: verdicts };
  if (await fits(seat, () => write(seat, all))) return;
  const narrower = news.changes.filter((change) => change.does !== "put");
  await write(seat, { ...all, changes: narrower, sealedFacts: [] });
  throw new PhoneFull();
}

interface SealedNews extends News {
  rows: Map<FeedRow, RowRecord>;
  sealedFacts: { name: string; value: Sealed<unknown> }[];
  sealedVerdicts: { verdict: Verdict; problem: Sealed<string> }[];
}

async function write(seat: Seat, news: SealedNews): Promise<void> {
  // A round that brought nothing new rings for nothing but its cursor.
  const quiet = !news.verdicts.length && !news.changes.length && !news.rewound;
  const touched: StoreName[] = quiet ? ["meta"] : [...stores];
  await seat.db.write(touched, async (tx) => {
    for (const { verdict, problem } of news.sealedVerdicts) await applyVerdict(tx, verdict, problem, news.now);
    let together: RowRecord[] = [];
    for (const change of news.changes) {
      if (change.does === "put") {
        together.push(news.rows.get(change.row)!);
        for (const media of change.row.moment?.gone ?? []) await dropMedia(tx, media, "destroyed");
        continue;
      }
      await putRows(tx, together);
      together = [];
      if (change.does === "left") await leaveKey(tx, change.key);
      else await takeAway(tx, [change.key, change.kind, change.id], change.does);
    }
    await putRows(tx, together);
    if (news.rewound) await sendAgain(tx);
    for (const fact of news.sealedFacts) await tx.objectStore("meta").put(fact);
  });
}

async function sealRows(seat: Seat, changes: Change[]): Promise<Map<FeedRow, RowRecord>> {
  const puts = changes.flatMap((change) => (change.does === "put" ? change.row : []));
  const records = await Promise.all(puts.map(async (row) => [row, recordOf(row, await seal(seat, row))] as const));
  return new Map(records);
}

function recordOf(row: FeedRow, sealed: Sealed<FeedRow>): RowRecord {
  const { key, kind, id, seq, mark } = row;
  const voice = row.moment?.voice ?? [];
  const sounds = voice.flatMap((note) => note.rendition ?? []);
  const over = voice.flatMap((note) => (note.over ? note.media : []));
  const renditions = [...(row.moment?.pictures ?? []).flatMap((picture) => picture.rendition ?? []), ...sounds];
  const form = row.moment?.form ?? row.circle?.form ?? "me";
  const heard = { ...(sounds.length && { sounds }), ...(over.length && { over }) };
  return { key, kind, id, seq, mark, form, renditions, ...heard, row: sealed };
}

async function sealFacts(seat: Seat, news: News): Promise<{ name: string; value: Sealed<unknown> }[]> {
  const facts = Object.entries({ ...news.facts, ...(news.rewound && { reconciled: 0 }) });
  return await Promise.all(facts.map(async ([name, value]) => ({ name, value: await seal<unknown>(seat, value) })));
}

/** What comes for the first time takes nothing away, so that its requests need not wait for each other. */
async function putRows(tx: Writing, records: RowRecord[]): Promise<void> {
  if (!records.length) return;
  const rows = tx.objectStore("rows");
  const before = await Promise.all(records.map(({ key, kind, id }) => rows.get([key, kind, id])));
  await Promise.all(records.filter((_, n) => !before[n]).map((record) => putRow(tx, record)));
  for (const [n, record] of records.entries()) if (before[n]) await putRow(tx, record, before[n]);
}

async function putRow(tx: Writing, record: RowRecord, before?: RowRecord): Promise<void> {
  await tx.objectStore("rows").put(record);
  if (before) await purgeUnlisted(tx, before.renditions, "replaced");
  for (const rendition of record.renditions) {
    const size = record.sounds?.includes(rendition) ? sound : 400;
    if (await tx.objectStore("pictures").getKey([rendition, size])) continue;
    await tx.objectStore("pictures").put({ rendition, size, wanted: 1 });
  }
  // A sound whose time is over goes from the phone that recorded it, too. Its words are in the row.
  for (const media of record.over ?? []) {
    if ((await tx.objectStore("media").get(media))?.state === "kept") await dropMedia(tx, media, "over");
  }
}

async function leaveKey(tx: Writing, key: string): Promise<void> {
  for (const row of await tx.objectStore("rows").index("key").getAllKeys(key)) await purgeRow(tx, row, "left");
}

/** A school that does not know a moment of one's own has lost it: it is sent again. What was erased is refused then. */
async function takeAway(tx: Writing, row: [string, FeedRow["kind"], string], why: "gone" | "unknown"): Promise<void> {
  const form = (await tx.objectStore("rows").get(row))?.form;
  await purgeRow(tx, row, why);
  if (form === "author" && why === "unknown") await sendAgain(tx, row[2]);
}

/**
 * A school that was restored from a backup gets everything again that this phone still holds, or everything about one
 * moment. Repeats are harmless.
 */
async function sendAgain(tx: Writing, moment?: string): Promise<void> {
  const all = { sent: tx.objectStore("sent"), media: tx.objectStore("media") };
  const sent = moment ? await all.sent.index("subject").getAll(moment) : await all.sent.getAll();
  const photos = moment
    ? await all.media.index("moment").getAll(moment)
    : await all.media.index("state").getAll("kept");
  for (const record of sent) {
    const { op, n, kind, subject, text } = record;
    // Its place in the queue is the old one: before everything that was kept since.
    await tx
      .objectStore("outbox")
      .put({ op, n, kind, subject, ...aboutOf(record), text, state: "ready", attempts: 1, nextAt: 0 });
    await tx.objectStore("sent").delete(op);
  }
  for (const media of photos) {
    if (media.state !== "kept" || !(await tx.objectStore("bytes").getKey(media.media))) continue;
    await tx.objectStore("media").put({ ...media, state: "waiting", begun: true, offset: 0, nextAt: 0 });
  }
}
