import { openLine, type Line } from "../api/line";
import type { Seat } from "../store/seat";
import { sessionOf } from "../store/session";

const lines = new WeakMap<Seat, Line>();

/** The line to the school in this seat's name. */
export function lineOf(seat: Seat): Line {
  const known = lines.get(seat) ?? openLine(sessionOf(seat));
  lines.set(seat, known);
  return known;
}

/** The name under which a seat is entered and left, one at a time: who comes back at once finds their old store gone, or whole. */
export function comingAndGoing(seat: string): string {
  return `kith-seat:${seat}`;
}
