import type { Audience, Moment, Reason } from "../../store/shapes";
import { t } from "../../words/staff";
import { listOf } from "../../words/when";
import { sayReason, whoStops } from "../queue/reasons";
import { familiesOf } from "./who";

/** The main button says who will see it: "Approve for circle and 2 families", or who stands in the way. */
export function sayApprove(moment: Moment, audience: Audience | undefined, stops: readonly Reason[]): string {
  const [first] = stops;
  if (!first) {
    if (audience === "families") return t("review.approve_families", { count: familiesOf(moment).length });
    return t(`review.approve_${audience ?? "circle"}`);
  }
  const [who] = whoStops(stops);
  return who ? t("review.stopped_by", { name: who }) : t("review.stopped", { reason: sayReason(first) });
}

/** What follows an approval, in a line beside the button. */
export function sayNext(asked: readonly string[]): string {
  const first = asked.length ? t("review.asked_next", { names: listOf(asked) }) : t("review.nobody_asked");
  return `${first} ${t("review.undo_until")}`;
}
