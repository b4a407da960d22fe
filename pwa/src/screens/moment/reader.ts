import type { Moment, Named } from "../../store/shapes";

/**
 * A moment as one person reads it: whoever it is, in it, is marked as themselves. The school tells a circle's members all
 * the same, so it cannot mark anybody.
 */
export function readBy<M extends Pick<Moment, "authors" | "people" | "quotes">>(
  moment: M,
  person: string | undefined,
): M {
  if (!person) return moment;
  const mark = (named: Named): Named => (named.id === person ? { ...named, own: true } : named);
  return {
    ...moment,
    authors: moment.authors.map(mark),
    people: moment.people.map(mark),
    quotes: moment.quotes.map((quote) => (quote.speaker ? { ...quote, speaker: mark(quote.speaker) } : quote)),
  };
}
