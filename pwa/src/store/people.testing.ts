import { newDraft, type Draft } from "../moment/draft";
import { newId } from "../moment/ids";
import type { Change } from "./apply";
import { applyNews, type News } from "./apply";
import { openSeat, writeFact, type Seat } from "./seat";
import type { Circle, FeedRow, Me, Moment } from "./shapes";

/** The people of the tests, and what they keep. Shipped nowhere. */
export const lunch = "lunchcircle0001";
export const robotics = "roboticscirc001";

export const people = {
  maya: { id: "mayaperson00001", name: "Maya" },
  theo: { id: "theoperson00001", name: "Theo" },
  sam: { id: "samperson000001", name: "Sam" },
  ana: { id: "anaperson000001", name: "Ana" },
};

/** Maya's seat on a fresh phone, signed in. */
export async function mayasSeat(id = "mayaseat0000001"): Promise<Seat> {
  const seat = openSeat(id, `kith-${newId()}`);
  await writeFact(seat, "session", {
    access: "a1",
    refresh: "r1",
    until: "2027-06-30T00:00:00Z",
    device: "mayasphone00001",
  });
  return seat;
}

/** Maya's lunch with Theo, as she makes it. */
export function lunchDraft(more: Partial<Draft> = {}): Draft {
  return { ...newDraft(newId(), lunch), did: ["food"], words: "We shared soup.", people: [people.theo.id], ...more };
}

/** A moment as the school tells it. */
export function told(id: string, more: Partial<Moment> = {}): Moment {
  const nobody = { authors: [people.maya], people: [], others: false, did: ["food"], quotes: [], pictures: [] };
  const base = { id, circle: lunch, revision: `rev${id.slice(3)}`, number: 1, hash: "h", at: "2026-11-16T12:10:00Z" };
  return { ...base, form: "author", state: "with_teacher", ...nobody, ...more };
}

let seq = 100;

/** The row that tells a moment. */
export function momentRow(key: string, moment: Moment, more: Partial<FeedRow> = {}): FeedRow {
  seq += 1;
  const kind = moment.form === "ask" ? "ask" : "moment";
  return { key, kind, id: moment.id, seq, mark: `m${seq}`, moment, ...more };
}

export const lunchCircle: Circle = {
  id: lunch,
  form: "circle",
  name: "Lunch circle",
  kind: "peer_network",
  glaze: "moss",
  members: Object.values(people),
};

export const mayaHerself: Me = {
  seat: "mayaseat0000001",
  seatKind: "student",
  person: people.maya.id,
  name: "Maya",
  school: { name: "Harbour School", zone: "Europe/Berlin" },
};

/** What the school tells Maya first: who she is, and her circle. */
export const mayasRows: FeedRow[] = [
  { key: "seat:maya", kind: "me", id: "me", seq: 1, mark: "me1", me: mayaHerself },
  { key: "circle:lunch", kind: "circle", id: lunch, seq: 2, mark: "circle1", circle: lunchCircle },
];

/** Tells a phone some rows, as an answer of the school would. */
export async function tell(seat: Seat, rows: FeedRow[], more: Partial<News> = {}): Promise<void> {
  const changes: Change[] = rows.map((row) => ({ does: "put", row }));
  const facts = { cursor: "c1", epoch: "e1", behind: false, durable: 0, lastContact: Date.now() };
  await applyNews(seat, { verdicts: [], changes, facts, rewound: false, now: Date.now(), ...more });
}

/** Applies one change, and nothing else. */
export async function change(seat: Seat, ...changes: Change[]): Promise<void> {
  await applyNews(seat, { verdicts: [], changes, facts: {}, rewound: false, now: Date.now() });
}
