import type { AllowedHere } from "../../store/adults";
import type { CircleMember, ConsentDue, ConsentKind, ConsentText, Widest } from "../../store/shapes";
import { isWithin } from "../queue/audience";
import { isTime } from "../desk/time";

/** In the order of the columns. */
export const kinds: readonly ConsentKind[] = ["photo", "words", "voice", "name"];
export const widests: readonly Widest[] = ["none", "circle", "families", "school"];

/** One cell of the table. Absent `widest`: this phone does not know. */
export interface Cell {
  kind: ConsentKind;
  widest?: Widest | undefined;
  until?: string | undefined;
  /** Why it is to be asked about again. */
  due?: ConsentDue | undefined;
  /** It was written down here and is on its way. */
  onItsWay: boolean;
}

/** What a student allows, kind by kind, with what was written down here and is not told back. */
export function cellsOf({ id, consents }: CircleMember, here: readonly AllowedHere[]): Cell[] {
  return kinds.map((kind) => {
    const newest = here.filter((each) => each.person === id && each.kind === kind).at(-1);
    if (newest) return { kind, widest: newest.widest, onItsWay: true };
    const told = consents?.find((cell) => cell.kind === kind);
    const until = told && told.widest !== "none" && isTime(told.until) ? told.until : undefined;
    const due = told?.due && { due: told.due };
    return { kind, widest: consents ? (told?.widest ?? "none") : undefined, until, ...due, onItsWay: false };
  });
}

/** Whose families are asked again, and about what: those without an answer that will still hold in thirty days. */
export function askAgain<Row extends { cells: readonly Cell[] }>(rows: readonly Row[]): { row: Row; due: Cell[] }[] {
  return rows.map((row) => ({ row, due: row.cells.filter(({ due }) => due) })).filter(({ due }) => due.length > 0);
}

/** The forms of one kind that a family may have signed, one for each language. */
export function formsOf(texts: readonly ConsentText[], kind: ConsentKind): ConsentText[] {
  return texts.filter((text) => text.kind === kind);
}

/** What a change does to what others see: nothing, less, or it all goes. */
export function narrowing(before: Widest | undefined, after: Widest | undefined): "none" | "narrower" | "withdrawn" {
  if (!after || !before || isWithin(before, after)) return "none";
  return after === "none" ? "withdrawn" : "narrower";
}
