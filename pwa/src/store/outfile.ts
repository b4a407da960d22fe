import { toBase64 } from "./base64";
import { wordsIn } from "./look";
import { bytesOf } from "./media";
import { outbox, schemaOf, textOf } from "./outbox";
import type { MediaRecord, OpKind, OpState } from "./schema";
import { unseal } from "./seal";
import { readFact, type Seat } from "./seat";

/** What a seat keeps and the school does not have, open to whoever holds it. docs/operations.md describes it. */
export interface Outfile {
  kith: "unsent";
  format: 1;
  /** When it was made, on this phone's clock. */
  at: string;
  /** The seat's id at the school, and the first name that the phone shows for it. */
  seat: string;
  name: string;
  /** Says at school whose it is, so that an adult can bring the file in for its author. It opens nothing. */
  deliver?: string;
  /** In the order in which they were kept. */
  ops: OutfileOp[];
  /** Moments that were not saved yet. */
  drafts: object[];
  photos: OutfilePhoto[];
}

export interface OutfileOp {
  op: string;
  kind: OpKind;
  subject: string;
  state: OpState;
  /** The form of its text, as the school counts them. */
  schema: number;
  /** Why it did not go up, and the school's sentence. */
  code?: string;
  problem?: string;
  /** The op's exact text: sent as it stands, the school knows a repeat of it. Left out when this phone cannot read it. */
  text?: string;
}

export type OutfilePhoto = Pick<
  MediaRecord,
  "media" | "moment" | "kind" | "sha256" | "length" | "width" | "height" | "state" | "code"
> & {
  /** The photo as base64. Left out when this phone has lost it. */
  bytes?: string;
};

/** Gathers everything of a seat that the school does not have: ops, drafts, and photos with their bytes. */
export async function gatherUnsent(seat: Seat, name: string, now = new Date()): Promise<Outfile> {
  const deliver = await readFact(seat, "deliver").catch(() => undefined);
  const who = { seat: seat.id, name, ...(deliver && { deliver }) };
  const about = { kith: "unsent", format: 1, at: now.toISOString(), ...who } as const;
  return { ...about, ops: await opsIn(seat), drafts: await draftsIn(seat), photos: await photosIn(seat) };
}

/** The words that wait, one text for each op and draft that has any and can be read. */
export async function wordsUnsent(seat: Seat): Promise<string[]> {
  // What was told an adult is for nobody who may look on while words are copied.
  const seen = (await opsIn(seat)).filter(({ kind }) => kind !== "tell_adult");
  const ops = seen.flatMap(({ text }) => (text ? [(JSON.parse(text) as { body: object }).body] : []));
  return [...ops, ...(await draftsIn(seat))].map((body) => wordsIn(body)).filter(Boolean);
}

async function opsIn(seat: Seat): Promise<OutfileOp[]> {
  const ops: OutfileOp[] = [];
  for (const { op, kind, subject, state, lastCode: code, ...record } of await outbox(seat)) {
    const text = await textOf(seat, record).catch(() => undefined);
    const problem = record.problem && (await unseal(seat, record.problem).catch(() => undefined));
    const why = { ...(code && { code }), ...(problem && { problem }) };
    ops.push({ op, kind, subject, state, schema: schemaOf(record), ...why, ...(text && { text }) });
  }
  return ops;
}

async function draftsIn(seat: Seat): Promise<object[]> {
  const begun = await seat.db.read(["drafts"], (tx) => tx.objectStore("drafts").getAll());
  const read = await Promise.all(begun.map(({ draft }) => unseal(seat, draft).catch(() => undefined)));
  return read.filter((draft) => draft !== undefined);
}

async function photosIn(seat: Seat): Promise<OutfilePhoto[]> {
  const media = await seat.db.read(["media"], (tx) => tx.objectStore("media").getAll());
  const photos: OutfilePhoto[] = [];
  for (const photo of media) if (photo.state !== "kept") photos.push(await photoOf(seat, photo));
  return photos;
}

/** The file, and a name for it that tells nobody whose it is. */
export function fileOf(unsent: Outfile): { name: string; file: Blob } {
  const file = new Blob([JSON.stringify(unsent, null, 1)], { type: "application/json" });
  return { name: `kith-unsent-${unsent.at.slice(0, 10)}.json`, file };
}

async function photoOf(seat: Seat, record: MediaRecord): Promise<OutfilePhoto> {
  const { media, moment, kind, sha256, length, width, height, state, code } = record;
  const bytes = await bytesOf(seat, media).catch(() => undefined);
  const what = { ...(kind && { kind }), ...(code && { code }) };
  const about = { media, moment, sha256, length, width, height, state, ...what };
  return { ...about, ...(bytes && { bytes: toBase64(bytes) }) };
}
