import { seatsAsFound, type SeatLine } from "../store/device";
import { unsent, type Unsent } from "../store/look";
import { openSeat, type Seat } from "../store/seat";
import { isLocked, keyRecord } from "../store/seatkey";

/** What lies on this phone for one seat, read without the app. */
export type Found =
  | { is: "open"; name: string; seat: Seat; unsent: Unsent }
  /** Signed out, or behind a PIN: counted, and not opened for whoever holds the phone. Not even the name is told. */
  | { is: "locked"; unsent: Unsent }
  | { is: "shut"; name?: string };

/** Every seat of this phone, last used first. */
export async function findSeats(): Promise<Found[]> {
  return await Promise.all((await seatsAsFound()).map(find));
}

async function find({ seat: id, db, name, locked }: SeatLine): Promise<Found> {
  const seat = openSeat(id, db, true);
  try {
    const waits = await unsent(seat);
    return locked || isLocked(await keyRecord(seat))
      ? { is: "locked", unsent: waits }
      : { is: "open", name, seat, unsent: waits };
  } catch {
    return { is: "shut", ...(!locked && { name }) };
  }
}
