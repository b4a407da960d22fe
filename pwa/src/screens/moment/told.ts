import { activities, choiceOf, feelings } from "../../symbols/choices";
import type { Moment, Named, Quote } from "../../store/shapes";
import { listOf } from "../../words/when";
import { t } from "../../words/words.svelte";

/** The first words that stand for a moment in a list: what somebody said, else what was done. */
export function firstWords(moment: Pick<Moment, "quotes" | "words" | "did" | "pictures" | "voice">): string {
  const spoken = [...moment.quotes, ...(moment.voice ?? [])];
  const said = spoken.find(({ words }) => words)?.words ?? moment.words;
  if (said) return said;
  const did = didLine(moment.did);
  if (did) return did;
  if (moment.pictures.length) return t("moment.a_photo", { count: moment.pictures.length });
  return t(moment.voice?.length ? "voice.title" : "moment.a_moment");
}

/** "Music and art". What a newer app has tiles for is left out. */
export function didLine(did: readonly string[]): string {
  const words = did.flatMap((key) => choiceOf(activities, key)?.word ?? []).map((word) => t(word));
  return listOf(words);
}

/** "It was: funny", or nothing. */
export function feltLine(feeling: string | undefined): string {
  const word = feeling && choiceOf(feelings, feeling)?.word;
  return word ? t("moment.felt", { feeling: t(word).toLocaleLowerCase() }) : "";
}

/** Who said it and how the words were made. Someone else's sentence is told as theirs who wrote it. */
export function makerOf(quote: Quote, authors: readonly Named[]): string {
  if (quote.made === "about") return t("moment.about_by", { name: nameOf(authors[0]) });
  const own = quote.speaker?.own === true;
  if (own) return t(`moment.maker_you_${quote.made}`);
  return t(`moment.maker_${quote.made}`, { name: nameOf(quote.speaker) });
}

/** "You and Sam made this". */
export function byLine(authors: readonly Named[]): string {
  const others = authors.filter(({ own }) => !own).map(nameOf);
  const mine = others.length < authors.length;
  if (!mine) return t("moment.by", { names: listOf(others) });
  return others.length ? t("moment.by_you_and", { names: listOf(others) }) : t("moment.by_you");
}

/** "With Dre, Theo and you", leaving out those who are named beside it already. */
export function withLine(people: readonly Named[], named: readonly (Named | undefined)[] = []): string {
  const others = people.filter(({ id }) => !named.some((person) => person?.id === id));
  const names = [
    ...others.filter(({ own }) => !own).map(nameOf),
    ...(others.some(({ own }) => own) ? [t("moment.and_you")] : []),
  ];
  return names.length ? t("moment.with", { names: listOf(names) }) : "";
}

function nameOf(person: Named | undefined): string {
  if (person?.own) return t("moment.you");
  return person?.name || t("moment.someone");
}
