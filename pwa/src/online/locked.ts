import type { SeatLine } from "../store/device";
import { unlock, type Tried } from "../store/pin";
import { closeSeat, type Seat } from "../store/seat";
import { openNoted } from "./seats";
import { keepWaitingSession } from "./signIn";

/** A try that did not open a locked seat. */
export type Closed = Exclude<Tried, { is: "right" }>;

/** Opens a seat that its person has locked, or says how the try went. Works without the school. @throws StoreShut */
export async function openLockedSeat(line: SeatLine, pin: string): Promise<Seat | Closed> {
  const open = await openNoted(line);
  const tried = await unlock(open, pin).catch(async (error: unknown) => {
    await closeSeat(open);
    throw error;
  });
  if (tried.is !== "right") {
    await closeSeat(open);
    return tried;
  }
  await keepWaitingSession(open);
  return open;
}
