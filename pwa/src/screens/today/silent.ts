import type { RosterCircle } from "../roster/roster";

/** Whose yes does not count any more, since whoever gave it may not speak for them: how many students, and in which circles. */
export interface Silent {
  students: number;
  circles: Pick<RosterCircle, "id" | "name">[];
}

/** A student of two circles is counted once, and is settled in either. */
export function silentIn(circles: readonly RosterCircle[]): Silent {
  const students = new Set<string>();
  const places: Silent["circles"] = [];
  for (const { id, name, members } of circles) {
    const silent = members.filter(({ consents = [] }) => consents.some(({ due }) => due === "giver_out"));
    if (silent.length) places.push({ id, name });
    for (const member of silent) students.add(member.id);
  }
  return { students: students.size, circles: places };
}
