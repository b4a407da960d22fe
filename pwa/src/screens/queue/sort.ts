import type { Said } from "../../store/decisions";
import type { HistoryLine, Moment, Reason } from "../../store/shapes";

/**
 * Where a moment stands for the adult who decides. `down`: somebody asks to take it down. `look`: something about it
 * needs a look first. `ready`: nothing stands against it. `done`: decided, and can still be undone. `away`: nothing to
 * do here.
 */
export type Place = "down" | "look" | "ready" | "done" | "away";

/** One moment in the queue. */
export interface Look {
  moment: Moment;
  place: Place;
  /** What was decided on this phone and is not told back. */
  said?: Said;
  /** A decision of this phone that the school refused. */
  refused?: Said;
}

/** The queue of one adult, as it stands on this phone. */
export interface Queue {
  down: Look[];
  look: Look[];
  ready: Look[];
  done: Look[];
}

/**
 * Sorts moments into the groups of the queue. What waits longest comes first.
 *
 * @param justNow what was decided since the page was opened: it stays in sight though the school knows it already.
 */
export function sortQueue(
  moments: readonly Moment[],
  said: ReadonlyMap<string, Said[]> = new Map(),
  justNow: ReadonlySet<string> = new Set(),
): Queue {
  const looks = moments.map((moment) => {
    const look = lookAt(moment, said.get(moment.id) ?? []);
    // What was refused stays in sight until somebody has read it, whatever others have decided since.
    const stays = look.refused !== undefined || (justNow.has(moment.id) && canUndo(moment));
    return look.place === "away" && stays ? { ...look, place: "done" as const } : look;
  });
  const waiting = looks.sort((a, b) => came(a.moment).localeCompare(came(b.moment)));
  const at = (place: Place) => waiting.filter((look) => look.place === place);
  return { down: at("down"), look: at("look"), ready: at("ready"), done: at("done").sort(newestDecision) };
}

/** One moment with what was said about it here. */
export function lookAt(moment: Moment, said: readonly Said[]): Look {
  const counted = said.filter((each) => each.stage !== "stuck");
  const newest = counted.at(-1);
  const stuck = said.filter((each) => each.stage === "stuck").at(-1);
  return {
    moment,
    place: placeOf(moment, newest),
    ...(newest && { said: newest }),
    ...(stuck && { refused: stuck }),
  };
}

function placeOf(moment: Moment, newest: Said | undefined): Place {
  if (newest) return newest.verb === "undo" ? waitingPlace(moment) : "done";
  if (moment.state === "with_teacher") return waitingPlace(moment);
  if (moment.state === "taken_down") return lastDecision(moment)?.kind === "take_down" ? "down" : "away";
  if (moment.state === "held") return "done";
  // Approved, and then somebody shown said no before it went out.
  if (moment.state === "withdrawn" && lastDecision(moment)?.kind === "approve") return "look";
  return "away";
}

/** True when a decision can be taken back. What was taken down is put back by its own button, not by an undo. */
export function isUndoable({ moment, said }: Look): boolean {
  if (said) return !["confirm", "restore", "ask"].includes(said.verb);
  return moment.state === "held" || canUndo(moment);
}

/** True while nothing has gone out: what was sent back or kept private can be looked at again. */
function canUndo(moment: Moment): boolean {
  return ["send_back", "keep_private"].includes(lastDecision(moment)?.kind ?? "");
}

function waitingPlace(moment: Moment): Place {
  return needsALook(moment) ? "look" : "ready";
}

/** True when a rule stops the moment or asks for a look. Where consent is only narrower, the audience is. */
export function needsALook(moment: Moment): boolean {
  return (moment.checks ?? []).some(stopsOrAsks) || (moment.ceiling ?? "none") === "none";
}

export function stopsOrAsks(reason: Reason): boolean {
  return reason.blocks || !narrows.has(reason.code);
}

/** Reasons that choose the audience and stop nothing. */
const narrows = new Set(["consent_narrow", "consent_missing", "consent_expired"]);

/** The newest decision about the newest revision. */
export function lastDecision(moment: Moment): HistoryLine | undefined {
  return (moment.history ?? []).filter((line) => line.kind !== "revision" && line.revision === moment.revision).at(-1);
}

/** How many wait for somebody, and how many of them nobody can approve in passing. */
export function countOf({ down, look, ready }: Queue): { all: number; decisions: number } {
  return { all: down.length + look.length + ready.length, decisions: down.length + look.length };
}

function came(moment: Moment): string {
  return moment.received ?? moment.at;
}

function newestDecision(a: Look, b: Look): number {
  const at = ({ said, moment }: Look) => said?.at ?? lastDecision(moment)?.at ?? "";
  return at(b).localeCompare(at(a));
}
