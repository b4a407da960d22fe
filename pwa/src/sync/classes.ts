import { Elsewhere, Refusal, SessionEnded, Unreachable } from "../api/answers";

/** What can go wrong, as the design's table says. Each class has one way to go on. */
export type Class =
  /** Again later; never dropped. */
  | "retry"
  /** The same person signs in again; everything is kept. */
  | "auth"
  /** The batch is halved, down to one. */
  | "split"
  /** Parked under "Needs a look" with the reason; the rest goes on. */
  | "needs_you"
  /** Set aside for good; only a person deletes it. */
  | "permanent"
  /** A newer app is wanted; what waits goes up first. */
  | "upgrade"
  /** The phone's own store or our own fault: tried again, and reported. */
  | "local";

/** Codes of a refused op that no sign-in and no edit will heal. Every other refusal asks its person to look. */
const permanent = new Set(["not_member", "op_reused", "erased"]);

/** Statuses of a whole call. What is not listed is tried again: a proxy may say anything. */
const ofStatus: Record<number, Class> = {
  400: "split",
  401: "auth",
  413: "split",
  414: "split",
  422: "split",
  426: "upgrade",
};

/** The class of an op that the school refused. */
export function classOfCode(code: string | undefined): "needs_you" | "permanent" {
  return code && permanent.has(code) ? "permanent" : "needs_you";
}

/** The class of a call that failed as a whole. */
export function classOfFailure(error: unknown): Class {
  if (error instanceof SessionEnded) return "auth";
  if (error instanceof Refusal) return ofStatus[error.status] ?? "retry";
  // A proxy in front of the school also says that a body is too large, in its own words. It never ends a session.
  if (error instanceof Elsewhere) return error.status === 413 ? "split" : "retry";
  if (error instanceof Unreachable) return "retry";
  return "local";
}
