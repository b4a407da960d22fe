import { drawings, type DrawingKey } from "../../symbols/drawings";

/**
 * A message as it is built: symbols of the board, people, and typed words, in the order in which they were chosen. It is
 * kept as one list, so that it opens again as it was: a drawing's key, `person:<id>`, or `text:<word>`.
 */
export type Part = { symbol: DrawingKey } | { person: string } | { text: string };

export function readPart(kept: string): Part | undefined {
  if (kept.startsWith("person:")) return { person: kept.slice(7) };
  if (kept.startsWith("text:")) return { text: kept.slice(5) };
  return kept in drawings ? { symbol: kept as DrawingKey } : undefined;
}

export function keepPart(part: Part): string {
  if ("symbol" in part) return part.symbol;
  return "person" in part ? `person:${part.person}` : `text:${part.text}`;
}

/** The words that a message says, as they are read by those who do not read symbols. */
export function wordsOf(parts: readonly Part[], word: (part: Part) => string): string {
  return parts.map(word).filter(Boolean).join(" ");
}
