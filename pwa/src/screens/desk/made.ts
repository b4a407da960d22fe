import type { Moment, Quote } from "../../store/shapes";
import { dayAndTime, listOf, type Reading } from "../../words/when";
import { t } from "../../words/staff";

/** Who made a quote, and how, in one line: the words never stand without it. */
export function sayMaker(quote: Quote, moment: Pick<Moment, "authors">): string {
  const author = sayAuthors(moment);
  const name = quote.speaker?.name;
  if (quote.made === "about") return name ? t("desk.about", { name, author }) : t("desk.about_nobody", { author });
  const key = quote.made === "own" ? "desk.own_words" : (`desk.${quote.made}` as const);
  return t(key, { name: name ?? t("desk.someone") });
}

/** The people who made a moment: "Maya and Leo". */
export function sayAuthors({ authors }: Pick<Moment, "authors">): string {
  return authors.length ? listOf(authors.map((author) => author.name)) : t("desk.someone");
}

/** Where a moment comes from: who kept it, unless the line above has said so, in which circle, when. */
export function sayOrigin(moment: Moment, reading: Reading): string {
  const { authors, quotes, circleName = "", at } = moment;
  const said = quotes.at(-1)?.speaker?.id;
  const known = authors.length === 1 && said !== undefined && said === authors[0]?.id && !moment.words;
  const place = t("queue.circle_and_day", { circle: circleName, when: dayAndTime(Date.parse(at), reading) });
  return known ? place : `${t("desk.wrote", { name: sayAuthors(moment) })} · ${place}`;
}
