import { readDraft, type Draft } from "../moment/draft";
import type { Writing } from "./db";
import { bury } from "./graveyard";
import { dropMedia, mediaOf, type Photo } from "./media";
import { fits } from "./room";
import { seal, unseal } from "./seal";
import type { Seat } from "./seat";

/** What could be kept of a draft. Bytes that are `lost` exist only in the caller's memory. */
export interface DraftKept {
  kept: "all" | "words" | "nothing";
  lost: string[];
}

/**
 * Keeps a draft, from the first tap on: on the disk before the camera opens, since the phone may end the page there.
 * Words come before photos when there is no room.
 */
export async function keepDraft(seat: Seat, draft: Draft, photos: Photo[] = []): Promise<DraftKept> {
  const record = { moment: draft.moment, changed: draft.changed, draft: await seal(seat, draft) };
  const sealed = await Promise.all(photos.map(async (photo) => ({ photo, bytes: await seal(seat, photo.bytes) })));
  const write = (withPhotos: boolean) =>
    seat.db.write(["drafts", "media", "bytes"], async (tx) => {
      await tx.objectStore("drafts").put(record);
      for (const { photo, bytes } of withPhotos ? sealed : []) {
        await tx.objectStore("media").put(mediaOf(photo, draft.moment, "draft"));
        await tx.objectStore("bytes").put({ media: photo.media, bytes });
      }
    });
  const lost = photos.map((photo) => photo.media);
  if (await fits(seat, () => write(true))) return { kept: "all", lost: [] };
  if (photos.length && (await fits(seat, () => write(false)))) return { kept: "words", lost };
  return { kept: "nothing", lost };
}

/** The drafts of this seat, last touched first. */
export async function drafts(seat: Seat): Promise<Draft[]> {
  const records = await seat.db.read(["drafts"], (tx) => tx.objectStore("drafts").getAll());
  const read = await Promise.all(records.map(async (record) => readDraft(await unseal(seat, record.draft))));
  return read.filter((draft) => draft !== undefined).sort((a, b) => b.changed.localeCompare(a.changed));
}

/** One draft by its moment. */
export async function draftOf(seat: Seat, moment: string): Promise<Draft | undefined> {
  return (await drafts(seat)).find((draft) => draft.moment === moment);
}

/** Throws a draft away, with the photos that only it has. Only a person does this. */
export async function discardDraft(seat: Seat, moment: string): Promise<void> {
  await seat.db.write(["drafts", "media", "bytes", "graveyard"], async (tx) => {
    await tx.objectStore("drafts").delete(moment);
    await bury(tx, "draft", moment, "person");
    await dropDraftMedia(tx, moment, []);
  });
}

/** Drops the photos that were taken for a draft and did not stay in it. */
export async function dropDraftMedia(tx: Writing, moment: string, stay: readonly string[]): Promise<void> {
  for (const media of await tx.objectStore("media").index("moment").getAll(moment)) {
    if (media.state === "draft" && !stay.includes(media.media)) await dropMedia(tx, media.media, "person");
  }
}
