import type { Moment } from "../../store/shapes";

/** What is read aloud of a moment: what its pictures show, what was said, what was written. */
export function wordsToRead(moment: Pick<Moment, "pictures" | "quotes" | "words">): string {
  const parts = [...moment.pictures.map(({ alt }) => alt), ...moment.quotes.map(({ words }) => words), moment.words];
  return parts.flatMap((part) => part?.trim() || []).join(". ");
}
