import { keepAct, outbox, textOf } from "./outbox";
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
  /** The form of the school's that was signed, and its language. Absent for any other paper. */
  text?: string;
  lang?: string;
}

/** Keeps a consent. The school writes it as a new row: nothing recorded before is changed. */
export async function recordConsent(seat: Seat, allowed: Allowed, lang: string): Promise<void> {
  await keepAct(seat, { kind: "record_consent", subject: allowed.person, body: { lang, ...allowed } });
}

/** Keeps that a student's orientation was done on paper on that day, such as "2026-11-20". */
export async function recordOrientation(seat: Seat, person: string, on: string): Promise<void> {
  await keepAct(seat, { kind: "record_orientation", subject: person, body: { person, on } });
}

/** A consent that was taken down here and that the school has not told back. */
export interface AllowedHere {
  person: string;
  kind: ConsentKind;
  widest: Widest;
}

/** What was taken down on this phone and waits to go up, oldest first. What the school refused is not in it. */
export async function allowedHere(seat: Seat): Promise<AllowedHere[]> {
  const waiting = (await outbox(seat)).filter(
    ({ kind, state }) => kind === "record_consent" && (state === "ready" || state === "sending"),
  );
  return await Promise.all(
    waiting.map(async (op) => {
      const { person, kind, widest } = (JSON.parse(await textOf(seat, op)) as { body: AllowedHere }).body;
      return { person, kind, widest };
    }),
  );
}
