import type { Affected, Incident, IncidentStep, IncidentList, NewIncident } from "../api/contract";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

/** What has gone wrong at school, who has to be told by when, and what was done. For coordinators. */
export async function listIncidents(seat: Seat): Promise<Incident[]> {
  const call = { method: "GET", path: "/incidents" } as const;
  return (await lineOf(seat).ask<IncidentList>(call, ["incidents"])).incidents;
}

export function openIncident(seat: Seat, json: NewIncident): Promise<Incident> {
  return lineOf(seat).ask<Incident>({ method: "POST", path: "/incidents", json }, ["id", "steps"]);
}

/** Somebody was told, or it is over. */
export function stepIncident(seat: Seat, id: string, step: IncidentStep): Promise<Incident> {
  return lineOf(seat).ask<Incident>({ method: "POST", path: `/incidents/${id}/steps`, json: { step } }, [
    "id",
    "steps",
  ]);
}

/** The students of the school with their families, for whoever has to tell them. It is on record, and asks for a fresh sign-in. */
export function readAffected(seat: Seat): Promise<Affected> {
  return lineOf(seat).ask<Affected>({ method: "GET", path: "/affected" }, ["students"]);
}
