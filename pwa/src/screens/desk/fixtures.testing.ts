import type { Said } from "../../store/decisions";
import type { Circle, HistoryLine, Moment, Reason } from "../../store/shapes";

/** The people and moments of the adults' tests. Shipped nowhere. */
export const maya = { id: "mayaperson00001", name: "Maya" };
export const dre = { id: "dreperson000001", name: "Dre" };
export const theo = { id: "theoperson00001", name: "Theo" };
export const sam = { id: "samperson000001", name: "Sam" };
export const ana = { id: "anaperson000001", name: "Ana" };
export const leo = { id: "leoperson000001", name: "Leo" };

/** Maya's moment at the bench, in the form that staff reads, with nothing against it. */
export function benchMoment(more: Partial<Moment> = {}): Moment {
  return {
    id: "benchmoment0001",
    form: "staff",
    circle: "benchcircle0001",
    circleName: "Bench 4",
    glaze: "moss",
    revision: "benchrevision01",
    number: 1,
    hash: "h1",
    at: "2026-11-16T12:31:00Z",
    received: "2026-11-16T12:32:00Z",
    authors: [maya],
    people: [dre, theo],
    others: false,
    did: ["building"],
    quotes: [{ words: "Dre taught me the arm. It waved.", made: "own", speaker: maya }],
    pictures: [{ media: "benchphoto00001", alt: "Dre holds the arm of a small rover", kept: true }],
    state: "with_teacher",
    checks: [],
    ceiling: "school",
    history: [{ kind: "revision", revision: "benchrevision01", number: 1, at: "2026-11-16T12:32:00Z" }],
    ...more,
  };
}

/** The same with a decision behind it. */
export function decided(line: Partial<HistoryLine> & { kind: string }, more: Partial<Moment> = {}): Moment {
  const moment = benchMoment(more);
  const full = { revision: moment.revision, at: "2026-11-16T13:00:00Z", by: "Ms. Ortiz", ...line };
  return { ...moment, history: [...(moment.history ?? []), full] };
}

export function said(verb: Said["verb"], more: Partial<Said> = {}): Said {
  return { op: `op${verb}`, verb, at: "2026-11-16T13:00:00Z", stage: "here", ...more };
}

export const theoMissing: Reason = {
  code: "consent_missing",
  blocks: true,
  person: theo,
  kind: "photo",
  widest: "none",
};
export const anaCircleOnly: Reason = {
  code: "consent_narrow",
  blocks: false,
  person: ana,
  kind: "photo",
  widest: "circle",
};

export const bench: Circle = {
  id: "benchcircle0001",
  form: "staff",
  name: "Bench 4",
  kind: "peer_support",
  glaze: "moss",
  members: [
    { ...maya, standing: "ask", consents: [{ kind: "words", widest: "families" }] },
    { ...dre, standing: "ask", consents: [{ kind: "photo", widest: "families" }] },
    { ...theo, standing: "yes", consents: [{ kind: "photo", widest: "school" }] },
  ],
};
