import type {
  AddedPerson,
  Badge,
  FamilyLetter,
  FamilyLink,
  FamilyLinkChange,
  LetIn,
  NewFamily,
  NewPerson,
  OnlinePage,
  PeoplePage,
  Person,
  PersonChange,
  Pin,
  SeatKind,
} from "../api/contract";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

/** A page of people by name: everybody for a coordinator, the people of their circles for a facilitator. */
export function listPeople(seat: Seat, page: { after?: string; kind?: SeatKind } = {}): Promise<PeoplePage> {
  const query = new URLSearchParams(page).toString();
  return lineOf(seat).ask<PeoplePage>({ method: "GET", path: `/people${query && `?${query}`}` }, ["people", "more"]);
}

export function readPerson(seat: Seat, id: string): Promise<Person> {
  return lineOf(seat).ask<Person>({ method: "GET", path: `/people/${id}` }, ["id", "name"]);
}

/** For a colleague the answer holds the link that lets them choose a password. */
export function addPerson(seat: Seat, json: NewPerson): Promise<AddedPerson> {
  return lineOf(seat).ask<AddedPerson>({ method: "POST", path: "/people", json }, ["person"]);
}

export function changePerson(seat: Seat, id: string, json: PersonChange): Promise<Person> {
  return lineOf(seat).ask<Person>({ method: "PATCH", path: `/people/${id}`, json }, ["id", "name"]);
}

/** A new badge; the old one ends. Its secret is shown once. */
export function issueBadge(seat: Seat, id: string): Promise<Badge> {
  return lineOf(seat).ask<Badge>({ method: "POST", path: `/people/${id}/badge` }, ["link", "qr"]);
}

export function revokeBadge(seat: Seat, id: string): Promise<void> {
  return lineOf(seat).ask<void>({ method: "DELETE", path: `/people/${id}/badge` });
}

/** Six digits, shown once. Also clears wrong tries. */
export function issuePin(seat: Seat, id: string): Promise<Pin> {
  return lineOf(seat).ask<Pin>({ method: "POST", path: `/people/${id}/pin` }, ["pin"]);
}

export function dropPin(seat: Seat, id: string): Promise<void> {
  return lineOf(seat).ask<void>({ method: "DELETE", path: `/people/${id}/pin` });
}

/** A short code to read out, good for ten minutes and one use. */
export function letIn(seat: Seat, id: string): Promise<LetIn> {
  return lineOf(seat).ask<LetIn>({ method: "POST", path: `/people/${id}/let-in` }, ["code", "until"]);
}

/** Signs this person out everywhere. */
export function endSessions(seat: Seat, id: string): Promise<void> {
  return lineOf(seat).ask<void>({ method: "DELETE", path: `/people/${id}/sessions` });
}

/** Adds a family member of a student, with a letter to print. */
export function addFamily(seat: Seat, student: string, json: NewFamily): Promise<FamilyLetter> {
  return lineOf(seat).ask<FamilyLetter>({ method: "POST", path: `/people/${student}/families`, json }, ["link", "url"]);
}

export function changeFamilyLink(seat: Seat, link: string, json: FamilyLinkChange): Promise<FamilyLink> {
  return lineOf(seat).ask<FamilyLink>({ method: "PATCH", path: `/family-links/${link}`, json }, ["id"]);
}

/** A new letter; the old one stops working. */
export function reprintLetter(seat: Seat, link: string): Promise<FamilyLetter> {
  return lineOf(seat).ask<FamilyLetter>({ method: "POST", path: `/family-links/${link}/letter` }, ["link", "url"]);
}

/** A coordinator reads the school's moments online, newest first. Nothing of it is stored on this phone. */
export function readOnline(seat: Seat, before?: number): Promise<OnlinePage> {
  const query = before === undefined ? "" : `?before=${before}`;
  return lineOf(seat).ask<OnlinePage>({ method: "GET", path: `/waiting${query}` }, ["moments", "more"]);
}
