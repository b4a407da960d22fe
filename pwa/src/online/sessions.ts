import type { RunningSession, SessionList } from "../api/contract";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

/** Where somebody is signed in now, the last used first: oneself, or whoever an adult looks after. */
export async function listSessions(seat: Seat, person: string): Promise<RunningSession[]> {
  const call = { method: "GET", path: `/people/${person}/sessions` } as const;
  return (await lineOf(seat).ask<SessionList>(call, ["sessions"])).sessions;
}

/** Signs them out of one device. */
export function endSession(seat: Seat, person: string, session: string): Promise<void> {
  return lineOf(seat).ask<void>({ method: "DELETE", path: `/people/${person}/sessions/${session}` });
}
