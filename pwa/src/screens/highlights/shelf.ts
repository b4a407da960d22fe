import { saidHere } from "../../store/decisions";
import { familyTimeline } from "../../store/rows";
import type { Seat } from "../../store/seat";
import type { Moment } from "../../store/shapes";

/** What this family sees: everything that is shared with it, without what it has just asked to take down. */
export async function shelf(seat: Seat): Promise<Moment[]> {
  const said = await saidHere(seat);
  const hidden = (id: string) => said.get(id)?.some(({ verb, stage }) => verb === "ask" && stage !== "stuck");
  return (await familyTimeline(seat)).filter(({ id }) => !hidden(id));
}

/** The moments that the school could not take down, until somebody has read it. */
export async function notTaken(seat: Seat): Promise<string[]> {
  const said = await saidHere(seat);
  return [...said].flatMap(([id, all]) => (all.some(({ stage }) => stage === "stuck") ? [id] : []));
}
