import type { SeatLine } from "../store/device";
import { unlock, type Tried } from "../store/pin";
import { closeSeat, type Seat } from "../store/seat";
import { canTellLocked, tellLocked } from "../store/teller";
import type { Kept } from "../store/telling";
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

/** True where somebody can tell an adult at this place without its PIN. */
export const canTellAtLocked = (line: SeatLine): Promise<boolean> => atLocked(line, canTellLocked);

/** Seals what somebody tells an adult at this place, without its PIN. It works without the school. */
export const tellAtLocked = (line: SeatLine, words: string, lang: string): Promise<Kept> =>
  atLocked(line, (seat) => tellLocked(seat, words, lang));

async function atLocked<T>(line: SeatLine, act: (seat: Seat) => Promise<T>): Promise<T> {
  const open = await openNoted(line);
  return await act(open).finally(() => closeSeat(open));
}
