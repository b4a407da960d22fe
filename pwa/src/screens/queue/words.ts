import type { Moment } from "../../store/shapes";
import { choiceOf, activities } from "../../symbols/choices";
import { t } from "../../words/staff";
import { listOf } from "../../words/when";

/** The first words of a moment, for a line: a quote, free words, else what was done. */
export function firstWords({ quotes, words, did }: Moment): string {
  const text = quotes[0]?.words || words || sayDid(did);
  const short = Array.from(text);
  return short.length > 80 ? `${short.slice(0, 79).join("").trimEnd()}…` : text;
}

/** What was done, in words. A key that this app does not know is left out. */
export function sayDid(did: readonly string[]): string {
  const known = did.flatMap((key) => choiceOf(activities, key) ?? []);
  return listOf(known.map(({ word }) => t(word)));
}
