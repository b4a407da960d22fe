import type { Size } from "./pictures";
import type { Seat } from "./seat";

/** True when this phone holds a picture in that very size, so that nothing better will come for it. */
export async function isExact(seat: Seat, rendition: string, size: Size): Promise<boolean> {
  const picture = await seat.db.read(["pictures"], (tx) => tx.objectStore("pictures").get([rendition, size]));
  return picture?.bytes !== undefined;
}
