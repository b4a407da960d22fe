import type { WorryLine } from "../../online/shapes";
import { t } from "../../words/staff";

/** Who tells what, in one line. */
export function titleOf({ kind, from, circleName: circle = "" }: WorryLine): string {
  return t(`worries.kind_${kind}`, { name: from.name, circle });
}

/** How far it has come. */
export function stateOf({ state, late = false }: WorryLine): string {
  return t(state === "waiting" && late ? "worries.state_late" : `worries.state_${state}`);
}
