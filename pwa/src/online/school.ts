import type {
  CircleChange,
  CircleList,
  NewCircle,
  NewMember,
  NewStaff,
  School,
  SchoolChange,
  StaffCircle,
} from "../api/contract";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

/** The school as its staff sees it. */
export function readSchool(seat: Seat): Promise<School> {
  return lineOf(seat).ask<School>({ method: "GET", path: "/school" }, ["id", "name"]);
}

export function changeSchool(seat: Seat, json: SchoolChange): Promise<School> {
  return lineOf(seat).ask<School>({ method: "PATCH", path: "/school", json }, ["id", "name"]);
}

/** The circles that this person looks after. */
export async function listCircles(seat: Seat): Promise<StaffCircle[]> {
  return (await lineOf(seat).ask<CircleList>({ method: "GET", path: "/circles" }, ["circles"])).circles;
}

export function addCircle(seat: Seat, json: NewCircle): Promise<StaffCircle> {
  return lineOf(seat).ask<StaffCircle>({ method: "POST", path: "/circles", json }, circleNeeds);
}

export function changeCircle(seat: Seat, id: string, json: CircleChange): Promise<StaffCircle> {
  return lineOf(seat).ask<StaffCircle>({ method: "PATCH", path: `/circles/${id}`, json }, circleNeeds);
}

export function addMember(seat: Seat, id: string, json: NewMember): Promise<StaffCircle> {
  return lineOf(seat).ask<StaffCircle>({ method: "POST", path: `/circles/${id}/members`, json }, circleNeeds);
}

/** The person leaves the circle now. What they kept before stays with its facilitators. */
export function endMember(seat: Seat, id: string, person: string): Promise<StaffCircle> {
  return lineOf(seat).ask<StaffCircle>({ method: "DELETE", path: `/circles/${id}/members/${person}` }, circleNeeds);
}

/** A facilitator, a supporting adult, or a cover between two dates. */
export function addStaff(seat: Seat, id: string, json: NewStaff): Promise<StaffCircle> {
  return lineOf(seat).ask<StaffCircle>({ method: "POST", path: `/circles/${id}/staff`, json }, circleNeeds);
}

export function endStaff(seat: Seat, id: string, grant: string): Promise<StaffCircle> {
  return lineOf(seat).ask<StaffCircle>({ method: "DELETE", path: `/circles/${id}/staff/${grant}` }, circleNeeds);
}

const circleNeeds = ["id", "members"] as const;
