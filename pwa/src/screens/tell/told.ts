import type { Told } from "../../online/shapes";
import type { ToldHere } from "../../store/telling";

/** One thing that somebody told, wherever it is now. */
export interface Line {
  id: string;
  kind: Told["kind"];
  at: string;
  circle?: string;
  words: string;
  symbols: readonly string[];
  /** Where it is: it waits on this phone, the school has it, or an adult has seen it. */
  is: "waits" | "sent" | "seen";
  names: readonly string[];
  answered: boolean;
}

/** What this phone holds and what the school says, each thing once, the newest first. The school knows more of what it has. */
export function together(here: readonly ToldHere[], there: readonly Told[]): Line[] {
  const lines = new Map<string, Line>();
  for (const { op, kind, at, circle, wish, words, symbols, sent } of here) {
    const what = kind === "step_out" ? (wish as Told["kind"]) : "worry";
    lines.set(op, {
      id: op,
      kind: what,
      at,
      ...(circle && { circle }),
      words,
      symbols,
      is: sent ? "sent" : "waits",
      names: [],
      answered: false,
    });
  }
  for (const { id, kind, at, circle, words = "", symbols, seen, answered = false } of there) {
    const is = seen.length ? "seen" : "sent";
    lines.set(id, { id, kind, at, ...(circle && { circle }), words, symbols, is, names: seen, answered });
  }
  return [...lines.values()].sort((a, b) => b.at.localeCompare(a.at));
}
