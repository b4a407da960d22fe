import type { Writing } from "./db";
import type { Seat } from "./seat";
import type { GraveRecord } from "./schema";

/** Writes down that something leaves this phone: what, why, when. In the transaction that deletes it. */
export async function bury(tx: Writing, what: string, id: string, why: string): Promise<void> {
  await tx.objectStore("graveyard").add({ what, id, why, at: new Date().toISOString() });
}

/** Every deletion on this phone, oldest first. */
export async function graves(seat: Seat): Promise<GraveRecord[]> {
  return await seat.db.read(["graveyard"], (tx) => tx.objectStore("graveyard").getAll());
}
