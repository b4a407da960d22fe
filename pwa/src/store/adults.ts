import { keepAct } from "./outbox";
import type { Seat } from "./seat";
import type { ConsentKind, Widest } from "./shapes";

/** What somebody allowed, as an adult at school took it down. */
export interface Allowed {
  person: string;
  kind: ConsentKind;
  widest: Widest;
  how: "paper" | "in_person";
  /** A family member's id. Absent when the school's form names nobody on the roster. */
  giver?: string;
  /** Left out, it ends with the school year. */
  until?: string;
}

/** Keeps a consent. The school writes it as a new row: nothing recorded before is changed. */
export async function recordConsent(seat: Seat, allowed: Allowed, lang: string): Promise<void> {
  await keepAct(seat, { kind: "record_consent", subject: allowed.person, body: { ...allowed, lang } });
}

/** Keeps that a student's orientation was done on paper on that day, such as "2026-11-20". */
export async function recordOrientation(seat: Seat, person: string, on: string): Promise<void> {
  await keepAct(seat, { kind: "record_orientation", subject: person, body: { person, on } });
}
