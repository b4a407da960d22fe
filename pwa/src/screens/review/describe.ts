import type { Moment } from "../../store/shapes";
import { t } from "../../words/staff";
import { listOf } from "../../words/when";
import { sayDid } from "../queue/words";

/**
 * A first description of a picture from what was tapped: who is in it and what they did. Only a start: it counts once
 * the adult has seen it and approves.
 */
export function firstDescription({ people, did, circleName = "" }: Moment): string {
  const names = listOf(people.map(({ name }) => name));
  const doing = sayDid(did);
  if (names && doing) return t("review.guess_both", { names, doing });
  if (names) return t("review.guess_names", { names, circle: circleName });
  return doing ? t("review.guess_doing", { doing, circle: circleName }) : "";
}

/** The descriptions as they stand on the screen at first. */
export function firstDescriptions(moment: Moment): Record<string, string> {
  return Object.fromEntries(moment.pictures.map(({ media, alt }) => [media, alt.trim() || firstDescription(moment)]));
}
