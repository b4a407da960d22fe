import type { Keeping } from "../api/contract";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

/** How safe the school is, for a coordinator. */
export function readKeeping(seat: Seat): Promise<Keeping> {
  return lineOf(seat).ask<Keeping>({ method: "GET", path: "/keeping" }, ["scheduled", "kept", "late"]);
}

/** A coordinator has looked at what a restore brought back: circles and families read again. */
export function confirmRestore(seat: Seat): Promise<void> {
  return lineOf(seat).ask<void>({ method: "POST", path: "/keeping/confirm" });
}
