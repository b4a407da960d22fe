import { isFull } from "./db";
import { seal, unseal } from "./seal";
import { tryNow, type Seat } from "./seat";
import type { PictureRecord } from "./schema";

export type Size = 400 | 800 | 1600;

/** Where a voice note stands among the pictures: it has no size. */
export const sound = 0;

/** The pictures that should be fetched, small ones first. */
export async function wantedPictures(seat: Seat): Promise<PictureRecord[]> {
  const wanted = await seat.db.read(["pictures"], (tx) => tx.objectStore("pictures").index("wanted").getAll(1));
  return wanted.sort((a, b) => a.size - b.size);
}

/**
 * Keeps a fetched picture, unless the row that listed it has gone meanwhile. A full phone does without: to let others go
 * for it would only fetch them again.
 */
export async function keepPicture(seat: Seat, rendition: string, size: number, fetched: ArrayBuffer): Promise<void> {
  const picture = { rendition, size, wanted: 0 as const, bytes: await seal(seat, fetched) };
  try {
    await seat.db.write(["pictures", "rows"], async (tx) => {
      if (!(await tx.objectStore("rows").index("renditions").count(rendition))) return;
      await tx.objectStore("pictures").put(picture);
    });
  } catch (error) {
    if (!isFull(error)) throw error;
    await unwantPicture(seat, rendition, size);
  }
}

/** Stops asking for a picture that the school does not give, or that has no room here. */
export async function unwantPicture(seat: Seat, rendition: string, size: number): Promise<void> {
  await seat.db.write(["pictures"], async (tx) => {
    await tx.objectStore("pictures").delete([rendition, size]);
    await tx.objectStore("pictures").put({ rendition, size, wanted: 0 });
  });
}

/** Which picture a screen wants to show. */
export interface Shown {
  media?: string | undefined;
  rendition?: string | undefined;
}

/**
 * An object URL of a picture from this phone's own bytes: the wanted size, else the nearest that is here; an own photo
 * as it was taken. Undefined while it is not here: the wanted size is then fetched, and the store changes when it has
 * come. The caller revokes the URL.
 */
export async function pictureUrl(seat: Seat, shown: Shown, size: Size = 400): Promise<string | undefined> {
  const found = await seat.db.read(["pictures", "bytes"], async (tx) => {
    const { rendition, media } = shown;
    const pictures = rendition ? await tx.objectStore("pictures").index("rendition").getAll(rendition) : [];
    const own = media ? await tx.objectStore("bytes").get(media) : undefined;
    return { pictures, own };
  });
  const here = found.pictures.filter((picture) => picture.bytes);
  const exact = here.find((picture) => picture.size === size);
  if (!exact && shown.rendition && !found.own) await wantPicture(seat, shown.rendition, size, found.pictures);
  const best = exact?.bytes ?? found.own?.bytes ?? here.sort((a, b) => b.size - a.size)[0]?.bytes;
  return best && URL.createObjectURL(new Blob([await unseal(seat, best)], { type: "image/jpeg" }));
}

/** The sound of a voice note from this phone's own bytes. Undefined while it is not here: then it is fetched. */
export async function soundOf(seat: Seat, { media, rendition }: Shown): Promise<Blob | undefined> {
  const found = await seat.db.read(["pictures", "bytes"], async (tx) => ({
    fetched: rendition ? await tx.objectStore("pictures").get([rendition, sound]) : undefined,
    own: media ? await tx.objectStore("bytes").get(media) : undefined,
  }));
  const best = found.own?.bytes ?? found.fetched?.bytes;
  if (!best && rendition && !found.fetched) await wantPicture(seat, rendition, sound, []);
  return best && soundBlob(await unseal(seat, best));
}

/** Bytes as a player takes them. A recording is one of two containers, and WebM begins with its own mark. */
export function soundBlob(bytes: ArrayBuffer): Blob {
  const isWebM = new Uint8Array(bytes)[0] === 0x1a;
  return new Blob([bytes], { type: isWebM ? "audio/webm" : "audio/mp4" });
}

async function wantPicture(seat: Seat, rendition: string, size: number, known: PictureRecord[]): Promise<void> {
  if (known.some((picture) => picture.size === size)) return;
  await seat.db.write(["pictures", "rows"], async (tx) => {
    if (!(await tx.objectStore("rows").index("renditions").count(rendition))) return;
    await tx.objectStore("pictures").put({ rendition, size, wanted: 1 });
  });
  tryNow(seat);
}
