import type { Audience, Widest } from "../../store/shapes";

/** From nobody to the whole school. A wider one includes all narrower ones. */
export const ladder: readonly Widest[] = ["none", "circle", "families", "school"];

/** The audiences that can be chosen, narrow to wide. */
export const audiences: readonly Audience[] = ["circle", "families", "school"];

export function isWithin(audience: Widest, ceiling: Widest): boolean {
  return ladder.indexOf(audience) <= ladder.indexOf(ceiling);
}

/**
 * What is offered first: as wide as the ceiling allows, up to families. Undefined when nobody may see it. The whole
 * school is only ever chosen by hand.
 */
export function usualAudience(ceiling: Widest = "none"): Audience | undefined {
  return audiences.filter((audience) => audience !== "school" && isWithin(audience, ceiling)).at(-1);
}
