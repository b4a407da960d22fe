import { pendingOf } from "../../store/pending";
import type { OpKind } from "../../store/schema";
import { live } from "../frame/present.svelte";

/** Calls back when the school has answered an act of one of these kinds: what was read from the school before is old then. */
export function whenTaken(kinds: readonly OpKind[], again: () => void): void {
  const pending = live(["outbox"], (seat) => pendingOf(seat, kinds));
  let before = 0;
  $effect(() => {
    const now = pending.current ?? 0;
    if (now < before) again();
    before = now;
  });
}
