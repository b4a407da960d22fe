import { afterEach, beforeEach } from "vitest";
import { openLine, type Line } from "../api/line";
import { mayasSeat } from "../store/people.testing";
import { closeSeat, type Seat } from "../store/seat";
import { sessionOf } from "../store/session";
import { round } from "./round";
import { School } from "./school.testing";

/** A small school, Maya's seat on her phone, and the line between the two: others for each test. */
export let school: School;
export let seat: Seat;
export let line: Line;

/** One round of the sync. */
export const go = (): ReturnType<typeof round> => round(seat, line, { ops: 50 });

/** Gives each test of a file a phone and a school of its own. */
export function onMayasPhone(): void {
  beforeEach(async () => {
    school = await new School().open();
    seat = await mayasSeat();
    line = openLine(sessionOf(seat));
  });
  afterEach(async () => {
    await closeSeat(seat);
    await school.close();
  });
}
