import { listCircles } from "../../online/school";
import { circles } from "../../store/rows";
import type { Seat } from "../../store/seat";
import type { CircleMember } from "../../store/shapes";

/** An adult of a circle. Without a grant it was told by this phone's own rows, which do not say since when. */
export interface Adult {
  id: string;
  name: string;
  grant?: string;
  role?: "facilitator" | "cover" | "supporting_adult" | "coordinator";
  until?: string;
}

/** A circle as its adults see it. */
export interface RosterCircle {
  id: string;
  name: string;
  kind: "peer_network" | "peer_support";
  glaze: string;
  place?: string;
  members: CircleMember[];
  staff: Adult[];
}

/** The circles that this phone holds for its adult. Works without the school. */
export async function circlesHere(seat: Seat): Promise<RosterCircle[]> {
  const held = (await circles(seat)).filter(({ form }) => form === "staff");
  return held.map(({ staff = [], ...circle }) => ({
    ...circle,
    staff: staff.map(({ id = "", name }) => ({ id, name })),
  }));
}

/** The circles as the school tells them now: all of them for a coordinator. */
export async function circlesThere(seat: Seat): Promise<RosterCircle[]> {
  return (await listCircles(seat)).map(({ staff, ...circle }) => ({
    ...(circle as Omit<RosterCircle, "staff">),
    staff: staff.map(({ grant, person, name, role, until }) => ({
      id: person,
      name,
      grant,
      role,
      ...(until && !until.startsWith("0001") && { until }),
    })),
  }));
}

/**
 * Both together. Who is in and in which part is what the school says; what they allow and how they stand is what this
 * phone holds, which every change reaches by itself.
 */
export function together(here: readonly RosterCircle[], there: readonly RosterCircle[] | undefined): RosterCircle[] {
  if (!there) return [...here];
  return there.map((circle) => {
    const known = new Map(here.find(({ id }) => id === circle.id)?.members.map((member) => [member.id, member]));
    return { ...circle, members: circle.members.map((member) => ({ ...member, ...standing(known.get(member.id)) })) };
  });
}

function standing(known: CircleMember | undefined): Partial<CircleMember> {
  if (!known) return {};
  const { consents, orientedUntil, standing: answer } = known;
  return {
    ...(consents && { consents }),
    ...(orientedUntil && { orientedUntil }),
    ...(answer && { standing: answer }),
  };
}
