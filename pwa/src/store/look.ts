import type { Draft } from "../moment/draft";
import { mediaIn, toDraft, withoutMedia, type Revision } from "../moment/revision";
import { bury } from "./graveyard";
import { dropMedia } from "./media";
import { isStuck, outbox, rewriteOp, sentOps, textOf } from "./outbox";
import { saveRevision } from "./save";
import { unseal } from "./seal";
import { tryNow, type Seat } from "./seat";
import { newestTold } from "./told";
import type { MediaRecord, OpKind, OutboxRecord } from "./schema";

/** After so many tries, while others go through, something is shown as stuck. It is still tried. */
const stuckAfter = 8;

/** Something that a person should look at. */
export interface Trouble {
  about: "op" | "photo";
  /** The op or the photo. */
  id: string;
  subject: string;
  kind: OpKind | "photo" | "voice";
  code: string;
  /** The school's sentence, empty when the phone itself noticed. */
  sentence: string;
  /** False: it is set aside for good, its words can be copied, and only a person deletes it. */
  canHeal: boolean;
  /** The words in it, for copying. */
  words: string;
  /** The photos in it that this phone has, for saving. */
  photos: string[];
}

/** Everything under "Needs a look", oldest first. */
export async function needsALook(seat: Seat): Promise<Trouble[]> {
  const { ops, media } = await seat.db.read(["outbox", "media"], async (tx) => ({
    ops: await tx.objectStore("outbox").getAll(),
    media: await tx.objectStore("media").getAll(),
  }));
  const stuck = ops.filter((op) => isStuck(op) || op.attempts >= stuckAfter);
  const photos = media.filter((photo) => photo.state === "refused" || photo.state === "lost");
  return await Promise.all([
    ...stuck.map((op) => opTrouble(seat, op)),
    ...photos.map((photo) => photoTrouble(seat, photo)),
  ]);
}

/** What would be left behind if this phone forgot the seat now. */
export interface Unsent {
  /** Moments with something that has not gone up. */
  moments: string[];
  acts: number;
  photos: number;
  drafts: number;
  /** True when there is anything at all. */
  any: boolean;
}

/** Counts it, without opening a word. */
export async function unsent(seat: Seat): Promise<Unsent> {
  const { ops, media, unfinished } = await seat.db.read(["outbox", "media", "drafts", "meta"], async (tx) => ({
    ops: await tx.objectStore("outbox").getAll(),
    media: await tx.objectStore("media").getAll(),
    unfinished: (await tx.objectStore("drafts").count()) + (await tx.objectStore("meta").count("telling")),
  }));
  const photos = media.filter((photo) => photo.state === "waiting" || photo.state === "refused");
  const keeps = ops.filter((op) => op.kind === "keep_revision").map((op) => op.subject);
  const moments = [...new Set([...keeps, ...photos.map((photo) => photo.moment)])];
  const any = ops.length + photos.length + unfinished > 0;
  return { moments, acts: ops.length - keeps.length, photos: photos.length, drafts: unfinished, any };
}

/** Opens a kept moment again as a draft, from this phone's newest words. */
export async function reopen(seat: Seat, moment: string): Promise<Draft | undefined> {
  const own = await seat.db.read(["own"], (tx) => tx.objectStore("own").get(moment));
  return own && toDraft(await unseal(seat, own.words));
}

/**
 * Lets a parked act, or a refused photo, try again as it is. The school's "no" to an op is final: the same words go up as
 * a new one, at the same place in the queue.
 */
export async function tryAgain(seat: Seat, trouble: Trouble): Promise<void> {
  const parked = (await outbox(seat)).find((op) => op.op === trouble.id && op.state === "parked");
  const fresh = parked && (await rewriteOp(seat, parked));
  await seat.db.write(["outbox", "media"], async (tx) => {
    const still = parked && (await tx.objectStore("outbox").get(parked.n));
    // An act that went past it meanwhile has set it aside for good.
    if (fresh && still?.op === parked.op && still.state === "parked") await tx.objectStore("outbox").put(fresh);
    const photo = trouble.about === "photo" ? await tx.objectStore("media").get(trouble.id) : undefined;
    if (photo) await tx.objectStore("media").put({ ...photo, state: "waiting", nextAt: 0, attempts: 0 });
  });
  tryNow(seat);
}

/**
 * Deletes what cannot be sent. Only ever because its person said so. With the op of a kept moment go the words and
 * photos that only it held, and what waited behind it. A photo leaves its moment, which is kept again without it.
 */
export async function discard(seat: Seat, trouble: Trouble): Promise<void> {
  if (trouble.about === "photo") return await discardPhoto(seat, trouble);
  const stay = await atSchool(seat, trouble.subject);
  await seat.db.write(["outbox", "own", "media", "bytes", "graveyard"], async (tx) => {
    const op = await tx.objectStore("outbox").index("op").get(trouble.id);
    if (!op) return;
    const behind = (await tx.objectStore("outbox").index("subject").getAll(op.subject)).filter(
      (later) => later.n > op.n,
    );
    for (const gone of op.kind === "keep_revision" ? [op, ...behind] : [op]) {
      await tx.objectStore("outbox").delete(gone.n);
      await bury(tx, "op", gone.op, "person");
    }
    if (op.kind !== "keep_revision") return;
    await tx.objectStore("own").delete(op.subject);
    for (const media of await tx.objectStore("media").index("moment").getAll(op.subject)) {
      if (media.state !== "kept" && !stay.has(media.media)) await dropMedia(tx, media.media, "person");
    }
  });
}

/** The photos of what the school has accepted of a moment: some may still have to go up. */
async function atSchool(seat: Seat, moment: string): Promise<Set<string>> {
  const told = mediaIn((await newestTold(seat, moment)) ?? {});
  const sent = (await sentOps(seat)).filter((op) => op.kind === "keep_revision" && op.subject === moment);
  const texts = await Promise.all(sent.map((op) => textOf(seat, op)));
  const listed = texts.flatMap((text) => mediaIn((JSON.parse(text) as { body: Revision }).body));
  return new Set([...told, ...listed]);
}

async function discardPhoto(seat: Seat, trouble: Trouble): Promise<void> {
  const draft = await reopen(seat, trouble.subject);
  if (draft && mediaIn(draft).includes(trouble.id)) await saveRevision(seat, withoutMedia(draft, [trouble.id]));
  await seat.db.write(["media", "bytes", "graveyard"], (tx) => dropMedia(tx, trouble.id, "person"));
}

async function opTrouble(seat: Seat, op: OutboxRecord): Promise<Trouble> {
  // What cannot be read any more is shown all the same: only a person deletes it.
  const text = await textOf(seat, op).catch(() => '{"body":{}}');
  const body = (JSON.parse(text) as { body: Partial<Revision> & { note?: string } }).body;
  const photos = await photosHere(seat, mediaIn({ pictures: body.pictures }));
  return {
    about: "op",
    id: op.op,
    subject: op.subject,
    kind: op.kind,
    code: op.lastCode ?? "",
    sentence: op.problem ? await unseal(seat, op.problem) : "",
    canHeal: op.state !== "quarantined",
    // What was told an adult is seen in its own place alone.
    words: op.kind === "tell_adult" ? "" : wordsIn(body),
    photos,
  };
}

/** The words that somebody wrote in a moment or an act. */
export function wordsIn(body: Partial<Revision> & { note?: string }): string {
  const said = [...(body.quotes ?? []), ...(body.voice ?? [])].map(({ words }) => words);
  return [body.words, body.note, ...said].filter(Boolean).join("\n");
}

async function photoTrouble(seat: Seat, photo: MediaRecord): Promise<Trouble> {
  const { media: id, moment: subject, code = "" } = photo;
  const canHeal = photo.state === "refused";
  const photos = photo.kind === "voice" ? [] : await photosHere(seat, [id]);
  return { about: "photo", id, subject, kind: photo.kind ?? "photo", code, sentence: "", canHeal, words: "", photos };
}

/** Those of these photos whose bytes are on this phone. */
async function photosHere(seat: Seat, photos: string[]): Promise<string[]> {
  if (!photos.length) return [];
  const here = new Set(await seat.db.read(["bytes"], (tx) => tx.objectStore("bytes").getAllKeys()));
  return photos.filter((media) => here.has(media));
}
