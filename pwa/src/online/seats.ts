import { forgetSeat, lockSeat, noteSeat, seatsHere, type SeatLine } from "../store/device";
import { closeSeat, openSeat, proveOpen, type Seat } from "../store/seat";
import { keyOf, PinNeeded } from "../store/seatkey";

/** How long a signed-out seat without anything unsent stays, in case the school is restored from an old backup. */
const keepClean = 30 * 24 * 3600_000;

/** The seats that may be opened on this phone, last used first. A signed-out one is not shown to whoever comes next. */
export async function seatsOnThisPhone(now = Date.now()): Promise<SeatLine[]> {
  const all = await seatsHere();
  for (const line of all) if (line.clean && now - line.used > keepClean) await forgetIfClean(line);
  return all.filter((line) => !line.locked);
}

/** Looks once more: another tab may have kept something after the seat was noted as clean. What cannot be looked into stays. */
async function forgetIfClean(line: SeatLine): Promise<void> {
  // Only a phone with a seat that was signed out a month ago needs to know how to look.
  const { unsent } = await import("../store/look");
  const seat = openSeat(line.seat, line.db);
  const left = await unsent(seat).catch(() => undefined);
  await closeSeat(seat).catch(() => undefined);
  if (left && !left.any) return await forgetSeat(line.seat);
  await lockSeat(line.seat, false);
}

/**
 * Opens a seat of this phone. Works without the school.
 *
 * @throws StoreShut when its store cannot be opened; PinNeeded when its person has locked it
 */
export async function openKnownSeat(line: SeatLine): Promise<Seat> {
  const open = await openNoted(line);
  await keyOf(open).catch(async (error: unknown) => {
    // A tab that was killed after the last wrong PIN may have left something to do.
    if (error instanceof PinNeeded && error.from === "school") await (await import("../store/pin")).shut(open);
    await closeSeat(open);
    throw error;
  });
  return open;
}

/** Opens the store of a seat of this phone, locked or not. @throws StoreShut when it cannot be opened */
export async function openNoted(line: SeatLine): Promise<Seat> {
  const { seat, name, kind, face, coordinator } = line;
  const more = { ...(face && { face }), ...(coordinator && { coordinator }) };
  const noted = await noteSeat({ seat, name, kind, ...more, used: Date.now() });
  const open = openSeat(seat, noted.db);
  await proveOpen(open);
  return open;
}
