import type { Writing } from "./db";
import { bury } from "./graveyard";
import { dropMedia } from "./media";

type RowKey = [string, string, string];

/**
 * Takes a row off this phone, with the pictures that only it listed. A moment of one's own goes with its author row,
 * unless something of it has not been sent: that stays, and still goes up.
 */
export async function purgeRow(tx: Writing, key: RowKey, why: string): Promise<void> {
  const row = await tx.objectStore("rows").get(key);
  if (!row) return;
  await tx.objectStore("rows").delete(key);
  await bury(tx, row.kind, row.id, why);
  await purgeUnlisted(tx, row.renditions, why);
  if (row.form === "author" && why === "gone" && !(await hasUnsent(tx, row.id))) await purgeOwn(tx, row.id, why);
}

/** Drops the pictures of these renditions that no row lists any more. */
export async function purgeUnlisted(tx: Writing, renditions: readonly string[], why: string): Promise<void> {
  for (const rendition of renditions) {
    if (await tx.objectStore("rows").index("renditions").count(rendition)) continue;
    const pictures = await tx.objectStore("pictures").index("rendition").getAllKeys(rendition);
    for (const picture of pictures) await tx.objectStore("pictures").delete(picture);
    if (pictures.length) await bury(tx, "picture", rendition, why);
  }
}

async function hasUnsent(tx: Writing, moment: string): Promise<boolean> {
  if (await tx.objectStore("outbox").index("subject").count(moment)) return true;
  if (await tx.objectStore("drafts").getKey(moment)) return true;
  const media = await tx.objectStore("media").index("moment").getAll(moment);
  return media.some((photo) => photo.state !== "kept");
}

async function purgeOwn(tx: Writing, moment: string, why: string): Promise<void> {
  if (!(await tx.objectStore("own").getKey(moment))) return;
  await tx.objectStore("own").delete(moment);
  await bury(tx, "own moment", moment, why);
  for (const media of await tx.objectStore("media").index("moment").getAllKeys(moment)) await dropMedia(tx, media, why);
  for (const op of await tx.objectStore("sent").index("subject").getAllKeys(moment)) {
    await tx.objectStore("sent").delete(op);
  }
}
