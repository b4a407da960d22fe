import type {
  Amendment,
  AmendmentCount,
  AmendmentList,
  NewAmendment,
  NewAmendmentAnswer,
  NewStatement,
} from "../api/contract";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

const parts = ["id", "student", "steps"] as const;

/** What was said to be not right in what is kept of a student, and what the school answered: the newest first. */
export async function amendmentsOf(seat: Seat, student: string): Promise<Amendment[]> {
  const path = `/people/${encodeURIComponent(student)}/amendments`;
  return (await lineOf(seat).ask<AmendmentList>({ method: "GET", path }, ["amendments"])).amendments;
}

/** Says that something is not right. The same id again is the same request. */
export function askAmendment(seat: Seat, student: string, json: NewAmendment): Promise<Amendment> {
  const path = `/people/${encodeURIComponent(student)}/amendments`;
  return lineOf(seat).ask<Amendment>({ method: "POST", path, json }, [...parts]);
}

/** Adds a statement to what the school does not change. */
export function addStatement(seat: Seat, id: string, json: NewStatement): Promise<Amendment> {
  const path = `/amendments/${encodeURIComponent(id)}/statements`;
  return lineOf(seat).ask<Amendment>({ method: "POST", path, json }, [...parts]);
}

/** For adults: what waits for the school's answer, the longest first, and what was answered. Each look is on record. */
export async function listAmendments(seat: Seat): Promise<Amendment[]> {
  return (await lineOf(seat).ask<AmendmentList>({ method: "GET", path: "/amendments" }, ["amendments"])).amendments;
}

/** For adults: how many wait for their answer. It names nobody. */
export async function countAmendments(seat: Seat): Promise<number> {
  return (await lineOf(seat).ask<AmendmentCount>({ method: "GET", path: "/amendments/open" }, ["open"])).open;
}

/** What the school did. The same id again is the same answer. */
export function answerAmendment(seat: Seat, id: string, json: NewAmendmentAnswer): Promise<Amendment> {
  const path = `/amendments/${encodeURIComponent(id)}/answers`;
  return lineOf(seat).ask<Amendment>({ method: "POST", path, json }, [...parts]);
}
