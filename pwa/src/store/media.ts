import { bury } from "./graveyard";
import type { Writing } from "./db";
import { unseal } from "./seal";
import type { Seat } from "./seat";
import type { MediaRecord } from "./schema";

/** A photo as the camera room hands it over, or a voice note, which has no width and no height. */
export interface Photo {
  media: string;
  kind?: "voice";
  /** How long a voice note is. */
  millis?: number;
  bytes: ArrayBuffer;
  sha256: string;
  width: number;
  height: number;
}

/** The record of a photo that is new on this phone. */
export function mediaOf(photo: Photo, moment: string, state: "draft" | "waiting"): MediaRecord {
  const { media, kind, millis, sha256, width, height, bytes } = photo;
  const fresh = { begun: false, offset: 0, nextAt: 0, attempts: 0 };
  return {
    media,
    moment,
    ...(kind && { kind }),
    ...(millis && { millis }),
    sha256,
    width,
    height,
    length: bytes.byteLength,
    state,
    ...fresh,
  };
}

/** The photos that wait to go up. */
export async function waitingMedia(seat: Seat): Promise<MediaRecord[]> {
  return await seat.db.read(["media"], (tx) => tx.objectStore("media").index("state").getAll("waiting"));
}

/** The bytes of one's own photo, undefined when this phone does not have them. */
export async function bytesOf(seat: Seat, media: string): Promise<ArrayBuffer | undefined> {
  const record = await seat.db.read(["bytes"], (tx) => tx.objectStore("bytes").get(media));
  return record && (await unseal(seat, record.bytes));
}

/** Writes down how far a photo has come. Nothing when it has left the phone meanwhile. */
export async function noteMedia(seat: Seat, media: string, news: Partial<MediaRecord>): Promise<void> {
  await seat.db.write(["media"], async (tx) => {
    const record = await tx.objectStore("media").get(media);
    if (record) await tx.objectStore("media").put({ ...record, ...news });
  });
}

/** Takes a photo off this phone, with a line about it. */
export async function dropMedia(tx: Writing, media: string, why: string): Promise<void> {
  if (await tx.objectStore("media").get(media)) await bury(tx, "photo", media, why);
  await tx.objectStore("media").delete(media);
  await tx.objectStore("bytes").delete(media);
}
