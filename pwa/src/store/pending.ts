import type { OpKind } from "./schema";
import type { Seat } from "./seat";

/** How many acts of these kinds have not been answered by the school yet. */
export async function pendingOf(seat: Seat, kinds: readonly OpKind[]): Promise<number> {
  const ops = await seat.db.read(["outbox"], (tx) => tx.objectStore("outbox").getAll());
  return ops.filter((op) => kinds.includes(op.kind)).length;
}
