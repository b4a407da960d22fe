import { isFull } from "./db";
import { bury } from "./graveyard";
import type { Seat } from "./seat";
import { readFact } from "./seat";

/**
 * Makes room when the phone is full: downloaded pictures first, which come again, then the bytes of own photos that a
 * finished backup of the school holds. Never a word, never a photo that is not safe.
 *
 * @returns true when something was let go.
 */
export async function makeRoom(seat: Seat): Promise<boolean> {
  const durable = (await readFact(seat, "durable")) ?? 0;
  return await seat.db.write(["pictures", "media", "bytes", "graveyard"], async (tx) => {
    const pictures = tx.objectStore("pictures");
    let freed = 0;
    for (const [rendition, size] of await pictures.getAllKeys()) {
      const picture = await pictures.get([rendition, size]);
      if (!picture?.bytes) continue;
      // Small ones are the lists: they come again by themselves, large ones when somebody looks.
      if (size === 400) await pictures.put({ rendition, size, wanted: 1 });
      else await pictures.delete([rendition, size]);
      freed++;
    }
    for (const media of await tx.objectStore("media").index("state").getAll("kept")) {
      if (media.seq === undefined || media.seq > durable || !(await tx.objectStore("bytes").getKey(media.media)))
        continue;
      await tx.objectStore("bytes").delete(media.media);
      await bury(tx, "photo bytes", media.media, "no_room");
      freed++;
    }
    return freed > 0;
  });
}

/** The phone has no room for what the school tells, or for a note about it. Nothing that was kept here is lost. */
export class PhoneFull extends Error {
  constructor() {
    super("this phone has no room for what the school tells");
    this.name = "PhoneFull";
  }
}

/** Runs a write; when the phone is full it makes room and tries once more. False: it did not fit. */
export async function fits(seat: Seat, write: () => Promise<unknown>): Promise<boolean> {
  for (let tries = 0; tries < 2; tries++) {
    try {
      await write();
      return true;
    } catch (error) {
      if (!isFull(error)) throw error;
      if (tries > 0 || !(await roomMade(seat))) return false;
    }
  }
  return false;
}

/** Letting go is a write too, and a phone that is quite full may refuse even that. */
async function roomMade(seat: Seat): Promise<boolean> {
  try {
    return await makeRoom(seat);
  } catch (error) {
    if (isFull(error)) return false;
    throw error;
  }
}
