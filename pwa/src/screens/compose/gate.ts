import type { Draft } from "../../moment/draft";
import type { Me } from "../../store/shapes";

/**
 * May this draft be kept? A student starts keeping moments after their orientation. One that was opened while it was
 * current is always kept, and so is a change to a kept moment; a phone that was not told yet does not stand in the way.
 */
export function isOriented(me: Me | undefined, draft: Pick<Draft, "opened" | "base">): boolean {
  if (!me || draft.base) return true;
  return me.orientedUntil !== undefined && Date.parse(me.orientedUntil) >= Date.parse(draft.opened);
}
