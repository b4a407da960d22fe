import type { Moment } from "../../store/shapes";
import type { Said } from "../../voice/aloud.svelte";
import { spokenLanguage, t } from "../../words/words.svelte";

/** What is read aloud of a moment: what its pictures show, what was said, what was written. */
export function wordsToRead(moment: Pick<Moment, "pictures" | "quotes" | "voice" | "words">): string {
  const said = [...moment.quotes, ...(moment.voice ?? [])].map(({ words }) => words);
  const parts = [...moment.pictures.map(({ alt }) => alt), ...said, moment.words];
  return parts.flatMap((part) => part?.trim() || []).join(". ");
}

/** The language of what somebody says in a moment. */
export const languageOf = (moment: Pick<Moment, "quotes" | "lang">): string =>
  moment.quotes[0]?.lang ?? moment.lang ?? spokenLanguage();

/** Everything that somebody is asked about a moment: the question, the moment, and what they can answer. */
export function questionToRead(moment: Moment): Said[] {
  const lang = spokenLanguage();
  return [
    { words: t("ask.title"), lang },
    { words: wordsToRead(moment), lang: languageOf(moment) },
    { words: t("ask.you_are_in_it"), lang },
    { words: [t("ask.yes"), t("ask.no"), t("ask.later")].join(". "), lang },
  ];
}
