import type { Me } from "../../store/shapes";

/** A circle whose moments have waited for days, and how many. */
export type Late = NonNullable<Me["late"]>[number];

/** What has waited for days in the circles for which this adult decides, and in others of their school. */
export function lateOf(me: Me | undefined): { mine: Late[]; others: Late[] } {
  const led = new Set(
    (me?.roles ?? []).filter(({ role }) => role === "facilitator" || role === "cover").map(({ circle }) => circle),
  );
  const all = me?.late ?? [];
  return { mine: all.filter(({ circle }) => led.has(circle)), others: all.filter(({ circle }) => !led.has(circle)) };
}
