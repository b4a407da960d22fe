import type { Photo } from "../../store/media";
import type { Seat } from "../../store/seat";

/** Photos that are only in memory, by id, with an address to show them by. */
export type Loose = Readonly<Record<string, { photo: Photo; src: string }>>;

const left = new Map<string, Loose>();

/** Puts aside, in this tab, what did not fit on the phone when the page of a moment was left. */
export function putAside(seat: Seat, moment: string, loose: Loose): void {
  left.set(`${seat.id} ${moment}`, loose);
}

/** Hands out what was put aside of a moment to whoever goes on with it. */
export function takeBack(seat: Seat, moment: string): Loose {
  const loose = left.get(`${seat.id} ${moment}`) ?? {};
  left.delete(`${seat.id} ${moment}`);
  return loose;
}
