import type { WorryLine } from "../../online/shapes";
import { t } from "../../words/worry";

/** Who tells what, in one line. */
export function titleOf({ kind, from, circleName: circle = "" }: WorryLine): string {
  return t(`worry.kind_${kind}`, { name: from.name, circle });
}

/** How far it has come. */
export function stateOf({ state, late = false }: WorryLine): string {
  return t(state === "waiting" && late ? "worry.state_late" : `worry.state_${state}`);
}
