import type { Draft } from "../moment/draft";
import { newId } from "../moment/ids";
import { mediaIn, toRevision, withoutMedia, type Revision } from "../moment/revision";
import type { Writing } from "./db";
import { deviceFact } from "./device";
import { dropDraftMedia } from "./drafts";
import { bury } from "./graveyard";
import { mediaOf, type Photo } from "./media";
import { putOp, writeOp } from "./outbox";
import { fits } from "./room";
import type { Before, Saved } from "./saved";
import { saveSealed } from "./savesealed";
import { sealingOf } from "./sealing";
import { newestTold } from "./told";
import { seal } from "./seal";
import { tryNow, type Seat } from "./seat";
import type { OutboxRecord, OwnRecord, StoreName } from "./schema";

/**
 * Keeps a moment: the revision, its op and its photos in one transaction that is on the disk when the promise resolves.
 * Never waits for the network and never asks whether the session still runs.
 *
 * @param photos the bytes that the draft did not keep already.
 */
export async function saveRevision(seat: Seat, draft: Draft, photos: Photo[] = []): Promise<Saved> {
  const [before, shared] = await Promise.all([replaced(seat, draft), deviceFact("shared")]);
  const sealing = shared && (await sealingOf(seat));
  if (sealing) return await saveSealed(seat, sealing, draft, before, photos);
  const first = await prepare(seat, draft, before, photos);
  if (await fits(seat, () => write(seat, first))) return done(seat, first, []);
  const lost = photos.map((photo) => photo.media);
  if (lost.length) {
    const words = await prepare(seat, withoutMedia(draft, lost), before, []);
    if (await fits(seat, () => write(seat, words))) return done(seat, words, lost);
  }
  return { kept: "nothing", lost };
}

/**
 * A moment that needs a look is healed by saving it again: the op that was refused, and those which waited behind it
 * and were never sent, give way to the new one. An op that may have reached the school stays.
 */
async function replaced(seat: Seat, draft: Draft): Promise<Before> {
  const { own, ops } = await seat.db.read(["own", "outbox"], async (tx) => ({
    own: await tx.objectStore("own").get(draft.moment),
    ops: await tx.objectStore("outbox").index("subject").getAll(draft.moment),
  }));
  const accepted = {
    ...(own?.accepted && { accepted: own.accepted }),
    ...(own?.acceptedSeq !== undefined && { acceptedSeq: own.acceptedSeq }),
  };
  const keeps = ops.filter((op) => op.kind === "keep_revision").sort((a, b) => a.n - b.n);
  const parked = keeps.find((op) => op.state === "parked");
  if (!parked) return { ...(draft.base && { base: draft.base }), accepted, drop: [] };
  const drop = keeps.filter((op) => op.n >= parked.n && (op.state === "parked" || op.attempts === 0));
  const base = (await newestTold(seat, draft.moment))?.revision ?? own?.accepted;
  return { ...(base && { base }), accepted, drop };
}

interface Prepared {
  revision: Revision;
  own: OwnRecord;
  op: Omit<OutboxRecord, "n">;
  drop: OutboxRecord[];
  media: { photo: Photo; bytes: Awaited<ReturnType<typeof seal<ArrayBuffer>>> }[];
}

async function prepare(seat: Seat, draft: Draft, before: Before, photos: Photo[]): Promise<Prepared> {
  const revision = toRevision(draft, newId(), before.base);
  const about = { revision: revision.revision, ...(before.base && { base: before.base }) };
  const kept = { moment: draft.moment, circle: draft.circle, revision: revision.revision };
  return {
    revision,
    own: {
      ...kept,
      ...before.accepted,
      kept: new Date().toISOString(),
      words: await seal(seat, revision),
    },
    op: await writeOp(seat, "keep_revision", draft.moment, revision, about),
    drop: before.drop,
    media: await Promise.all(photos.map(async (photo) => ({ photo, bytes: await seal(seat, photo.bytes) }))),
  };
}

const touched: StoreName[] = ["own", "outbox", "media", "bytes", "drafts", "graveyard"];

async function write(seat: Seat, ready: Prepared): Promise<void> {
  await seat.db.write(touched, async (tx) => {
    await tx.objectStore("own").put(ready.own);
    for (const op of ready.drop) {
      await tx.objectStore("outbox").delete(op.n);
      await bury(tx, "op", op.op, "replaced");
    }
    await putOp(tx, ready.op);
    for (const { photo, bytes } of ready.media) {
      await tx.objectStore("media").put(mediaOf(photo, ready.own.moment, "waiting"));
      await tx.objectStore("bytes").put({ media: photo.media, bytes });
    }
    await closeDraft(tx, ready.revision);
  });
}

/** The draft is a revision now: its photos start to wait, what fell out of it goes. */
async function closeDraft(tx: Writing, revision: Revision): Promise<void> {
  const listed = mediaIn(revision);
  for (const media of listed) {
    const record = await tx.objectStore("media").get(media);
    if (record?.state === "draft") await tx.objectStore("media").put({ ...record, state: "waiting" });
  }
  await tx.objectStore("drafts").delete(revision.moment);
  await dropDraftMedia(tx, revision.moment, listed);
}

function done(seat: Seat, ready: Prepared, lost: string[]): Saved {
  tryNow(seat);
  const revision = ready.revision.revision;
  return lost.length ? { kept: "words", revision, lost } : { kept: "all", revision, lost: [] };
}
