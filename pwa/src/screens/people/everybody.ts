import { listPeople } from "../../online/people";
import type { Person } from "../../online/shapes";
import type { Seat } from "../../store/seat";
import type { SeatKind } from "../../store/shapes";

/** Enough of a person to choose them. */
export type Line = Pick<Person, "id" | "name">;

/** A school of more people than this is searched by name on its page, not chosen from a list. */
const most = 40;

/** Everybody of one kind, page after page, by name. */
export async function everybody(seat: Seat, kind: SeatKind): Promise<Person[]> {
  const all: Person[] = [];
  let after: string | undefined;
  for (let page = 0; page < most; page++) {
    const answer = await listPeople(seat, { kind, ...(after && { after }) });
    all.push(...answer.people);
    after = answer.after;
    if (!answer.more || !after) break;
  }
  return all;
}
