import type { AllowedHere } from "../../store/adults";
import type { CircleMember, ConsentKind, Widest } from "../../store/shapes";
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
    return { kind, widest: consents ? (told?.widest ?? "none") : undefined, until, onItsWay: false };
  });
}

/** What a change does to what others see: nothing, less, or it all goes. */
export function narrowing(before: Widest | undefined, after: Widest | undefined): "none" | "narrower" | "withdrawn" {
  if (!after || !before || isWithin(before, after)) return "none";
  return after === "none" ? "withdrawn" : "narrower";
}
