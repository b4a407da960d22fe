import type { Circle, CircleMember } from "../../store/shapes";

/** The students of the circles that this phone holds for its adult, each once, by name. */
export function membersHere(circles: readonly Circle[]): CircleMember[] {
  const all = circles.filter(({ form }) => form === "staff").flatMap(({ members }) => members);
  const once = new Map(all.map((member) => [member.id, member]));
  return [...once.values()].sort((a, b) => a.name.localeCompare(b.name));
}
