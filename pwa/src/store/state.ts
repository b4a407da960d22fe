import type { MomentState } from "./shapes";
import type { OpState } from "./schema";

/** Where a moment is, as its author is told. */
export type ChipState = MomentState | "not_finished" | "saved_here" | "waiting_internet" | "sending" | "needs_look";

/** What decides it. */
export interface StateFacts {
  /** Only a draft exists. */
  draft?: boolean;
  /** The op of the newest revision kept here, as long as the school has not accepted it. */
  op?: OpState;
  /** True once a try to send it has begun. */
  tried?: boolean;
  online: boolean;
  /** The pictures of that revision: all, those the school has kept, those it refused or this phone has lost. */
  pictures: number;
  kept: number;
  trouble: number;
  /** What the school says of its newest revision, absent before it was pulled. */
  told?: MomentState;
}

export interface Chip {
  state: ChipState;
  /** For "Sending (1 of 2 photos)". */
  sent?: number;
  of?: number;
}

/**
 * The one true state of a moment. "Your teacher has it" is said only when the revision is accepted **and** each of its
 * pictures is kept.
 */
export function stateOf(facts: StateFacts): Chip {
  if (facts.draft) return { state: "not_finished" };
  if (facts.op === "parked" || facts.op === "quarantined") return { state: "needs_look" };
  // What the school withdrew, or the author took back, stays so whatever became of its photos.
  if (!facts.op && facts.told && facts.told !== "with_teacher") return { state: facts.told };
  if (facts.trouble > 0) return { state: "needs_look" };
  if (!facts.op && facts.kept >= facts.pictures) return { state: "with_teacher" };
  if (!facts.online) return { state: "waiting_internet" };
  if (facts.op === "ready" && !facts.tried) return { state: "saved_here" };
  return { state: "sending", sent: facts.kept, of: facts.pictures };
}
