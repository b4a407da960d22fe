import type { Circle, Moment } from "../../store/shapes";

/** Small facts about one circle. Counts of things, never of a person. */
export interface CircleFacts {
  id: string;
  name: string;
  students: number;
  waiting: number;
  shared: number;
  /** Kept in the last thirty days. */
  lately: number;
  /** How many of its students have kept at least one. */
  authors: number;
}

const month = 30 * 86_400_000;

/** What the moments on this phone say about each circle, by name. */
export function factsOf(circles: readonly Circle[], moments: readonly Moment[], now = Date.now()): CircleFacts[] {
  return circles
    .filter(({ form }) => form === "staff")
    .map(({ id, name, members }) => {
      const own = moments.filter(({ circle }) => circle === id);
      const wrote = new Set(own.flatMap(({ authors }) => authors.map((author) => author.id)));
      return {
        id,
        name,
        students: members.length,
        waiting: own.filter(({ state }) => state === "with_teacher").length,
        shared: own.filter(({ state, shared }) => state === "shared" || shared).length,
        lately: own.filter(({ at }) => now - Date.parse(at) <= month).length,
        authors: members.filter((member) => wrote.has(member.id)).length,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}
