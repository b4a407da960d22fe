import type { Affected, Alarm, AlarmList, Incident, IncidentStep, IncidentList, NewIncident } from "../api/contract";
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

/** What happened faster than people do it, the newest first. */
export async function listAlarms(seat: Seat): Promise<Alarm[]> {
  return (await lineOf(seat).ask<AlarmList>({ method: "GET", path: "/alarms" }, ["alarms"])).alarms;
}

/** This coordinator knows what was going on. */
export function seeAlarm(seat: Seat, id: string): Promise<void> {
  return lineOf(seat).ask<void>({ method: "POST", path: `/alarms/${id}/seen` });
}
