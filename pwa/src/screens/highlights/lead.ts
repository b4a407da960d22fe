import { activities, choiceOf } from "../../symbols/choices";
import type { Moment, Named, Quote } from "../../store/shapes";
import { t } from "../../words/family";
import { dayOf, listOf, type Reading } from "../../words/when";

/** The quotes of a moment with the family's own student first; what somebody said before what somebody wrote about them. */
export function ownFirst(quotes: readonly Quote[]): Quote[] {
  const rank = ({ speaker, made }: Quote) => (made === "about" ? 2 : speaker?.own ? 0 : 1);
  return [...quotes].sort((a, b) => rank(a) - rank(b));
}

/** How the words were made, in one line. */
export function sayMade({ made, speaker }: Quote, authors: readonly Named[]): string {
  const name = speaker?.name ?? t("highlights.someone");
  if (made !== "about") return t(`highlights.${made}`, { name });
  const author = authors[0]?.name ?? t("highlights.someone");
  return speaker ? t("highlights.about", { name, author }) : t("highlights.about_nobody", { author });
}

/** Who else was there, and when: "With Maya and Leo, Thursday". Whoever is named beside the words is not named again. */
export function sayWith(moment: Moment, reading: Reading): string {
  const day = dayOf(Date.parse(moment.at), reading);
  const speakers = moment.quotes.flatMap(({ speaker }) => speaker ?? []);
  const named = new Set((speakers.length ? speakers : [leadPerson(moment)]).map((person) => person?.name));
  const others = [...moment.people, ...moment.authors].map(({ name }) => name).filter((name) => !named.has(name));
  const names = [...new Set(others)];
  return names.length ? t("highlights.with", { names: listOf(names), day }) : t("highlights.day", { day });
}

/** What a moment is called where its words stand beside it, so that nobody hears them twice. */
export function sayMoment(moment: Moment, reading: Reading): string {
  return t("highlights.moment", { day: dayOf(Date.parse(moment.at), reading) });
}

/** The words that stand for a moment in a list, with the language they were said in. */
export function leadWords(moment: Moment): { text: string; lang?: string | undefined } {
  const [first] = ownFirst(moment.quotes);
  if (first) return { text: first.words, lang: first.lang };
  const spoken = moment.voice?.find(({ words }) => words);
  if (spoken) return { text: spoken.words, lang: spoken.lang };
  if (moment.words) return { text: moment.words, lang: moment.lang };
  return { text: sayDid(moment.did) || t("highlights.by", { names: listOf(moment.authors.map(({ name }) => name)) }) };
}

/** What they did, in words. */
export function sayDid(did: readonly string[]): string {
  return listOf(did.flatMap((key) => choiceOf(activities, key) ?? []).map(({ word }) => t(word)));
}

/** The face that stands beside the words: who said them, else who made it. */
export function leadPerson(moment: Moment): Named | undefined {
  return ownFirst(moment.quotes)[0]?.speaker ?? moment.authors[0];
}
