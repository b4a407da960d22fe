import type { Moment } from "../../store/shapes";

/** What is read aloud of a moment: what its pictures show, what was said, what was written. */
export function wordsToRead(moment: Pick<Moment, "pictures" | "quotes" | "voice" | "words">): string {
  const said = [...moment.quotes, ...(moment.voice ?? [])].map(({ words }) => words);
  const parts = [...moment.pictures.map(({ alt }) => alt), ...said, moment.words];
  return parts.flatMap((part) => part?.trim() || []).join(". ");
}
