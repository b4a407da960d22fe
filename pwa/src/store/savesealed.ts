import type { Draft } from "../moment/draft";
import { newId } from "../moment/ids";
import { mediaIn, toRevision, withoutMedia, type Revision } from "../moment/revision";
import { bury } from "./graveyard";
import { post } from "./letterbox";
import { bytesOf, dropMedia, type Photo } from "./media";
import { newOp } from "./outbox";
import { fits } from "./room";
import type { Before, Saved } from "./saved";
import { isSealable, sealOp, sealPhoto, type SealablePhoto, type Sealing } from "./sealing";
import { tryNow, type Seat } from "./seat";

/**
 * Keeps a moment on a shared device: in an envelope that nobody here can open, its author neither. The draft leaves the
 * device after the envelope is on the disk. Between the two a crash leaves both, which an adult at school puts right.
 */
export async function saveSealed(
  seat: Seat,
  sealing: Sealing,
  draft: Draft,
  before: Before,
  photos: Photo[],
): Promise<Saved> {
  const revision = toRevision(draft, newId(), before.base);
  const all = await photosOf(seat, revision, photos);
  const found = all.filter(isSealable);
  const tooLarge = all.filter((photo) => !isSealable(photo)).map(({ media }) => media);
  const whole = withoutMedia(revision, tooLarge);
  if (await fits(seat, () => postRevision(seat, sealing, whole, found)))
    return await done(seat, whole, before, tooLarge);
  const lost = all.map(({ media }) => media);
  const words = withoutMedia(revision, lost);
  if (lost.length && (await fits(seat, () => postRevision(seat, sealing, words, []))))
    return await done(seat, words, before, lost);
  return { kept: "nothing", lost };
}

async function postRevision(seat: Seat, sealing: Sealing, revision: Revision, photos: SealablePhoto[]): Promise<void> {
  const { op, text } = await newOp(seat, "keep_revision", revision);
  const parcels = await Promise.all(photos.map((photo) => sealPhoto(sealing, revision.moment, photo)));
  await post([await sealOp(sealing, op, text)], parcels);
}

/** The photos that the school does not have yet: those in hand, and those that the draft kept. */
async function photosOf(seat: Seat, revision: Revision, inHand: Photo[]): Promise<SealablePhoto[]> {
  const found: SealablePhoto[] = [...inHand];
  for (const media of mediaIn(revision)) {
    if (found.some((photo) => photo.media === media)) continue;
    const record = await seat.db.read(["media"], (tx) => tx.objectStore("media").get(media));
    const bytes = record && record.state !== "kept" ? await bytesOf(seat, media) : undefined;
    if (record && bytes) found.push({ ...record, bytes });
  }
  return found;
}

async function done(seat: Seat, revision: Revision, before: Before, lost: string[]): Promise<Saved> {
  const { moment } = revision;
  await seat.db.write(["own", "outbox", "media", "bytes", "drafts", "graveyard"], async (tx) => {
    await tx.objectStore("drafts").delete(moment);
    await tx.objectStore("own").delete(moment);
    for (const op of before.drop) {
      await tx.objectStore("outbox").delete(op.n);
      await bury(tx, "op", op.op, "replaced");
    }
    for (const media of await tx.objectStore("media").index("moment").getAllKeys(moment)) {
      if (!lost.includes(media)) await dropMedia(tx, media, "sealed");
    }
  });
  tryNow(seat);
  return { kept: "sealed", revision: revision.revision, lost };
}
