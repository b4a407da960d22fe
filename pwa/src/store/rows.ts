import { outbox, sentOps } from "./outbox";
import { readFact, type Seat } from "./seat";
import type { OpKind } from "./schema";
import type { Circle, FeedRow, Me, Moment } from "./shapes";
import { oncePerMoment, toldForms, toldRows } from "./told";

/** Who I am, as the school says. Undefined before the first contact. */
export async function me(seat: Seat): Promise<Me | undefined> {
  return (await toldRows(seat, "me"))[0]?.me;
}

/** My circles, by name; the staff's form where I am staff. */
export async function circles(seat: Seat): Promise<Circle[]> {
  const all = (await toldRows(seat, "circle")).flatMap((row) => row.circle ?? []);
  const byId = new Map<string, Circle>();
  for (const circle of all) if (circle.form === "staff" || !byId.has(circle.id)) byId.set(circle.id, circle);
  return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export async function circle(seat: Seat, id: string): Promise<Circle | undefined> {
  return (await circles(seat)).find((found) => found.id === id);
}

/** A moment of somebody, in the fullest form that I may have. */
export async function moment(seat: Seat, id: string): Promise<Moment | undefined> {
  return (await toldForms(seat, id))[0];
}

/** What a circle shares among its members, newest first. */
export async function circleTimeline(seat: Seat, id: string): Promise<Moment[]> {
  const shared = await ofForms(seat, ["circle"]);
  return shared.filter((told) => told.circle === id);
}

/** What families may see, newest first. A moment of two of their students stands once. */
export async function familyTimeline(seat: Seat): Promise<Moment[]> {
  return await ofForms(seat, ["family", "school"]);
}

/** Every moment that this facilitator may read, newest first. */
export async function staffMoments(seat: Seat, circleId?: string): Promise<Moment[]> {
  return (await ofForms(seat, ["staff"])).filter((told) => !circleId || told.circle === circleId);
}

/** What waits for a decision, longest first. What was decided on this phone is no longer in it. */
export async function queue(seat: Seat): Promise<Moment[]> {
  const rows = (await toldRows(seat, "moment")).filter((row) => row.moment?.form === "staff");
  const open = await unanswered(seat, rows, ["decide"]);
  const waiting = open.flatMap((row) => (row.moment?.state === "with_teacher" ? row.moment : []));
  return oncePerMoment(waiting).sort((a, b) => received(a).localeCompare(received(b)));
}

/** The moments that show me and wait for my answer, longest first. */
export async function asks(seat: Seat): Promise<Moment[]> {
  const rows = await unanswered(seat, await toldRows(seat, "ask"), answers);
  const out = await outOf(seat);
  const open = rows.flatMap((row) => row.moment ?? []).filter((told) => !out.includes(told.circle));
  return oncePerMoment(open).sort((a, b) => a.at.localeCompare(b.at));
}

/** The circles that I take a break from or want to stop, by my newest word: they ask nothing of me. */
export async function outOf(seat: Seat): Promise<string[]> {
  const out = new Set((await me(seat))?.outOf ?? []);
  for (const { kind, subject, aim, state } of await outbox(seat)) {
    if (kind !== "step_out" || !isOnItsWay(state)) continue;
    if (aim === "back") out.delete(subject);
    else out.add(subject);
  }
  return [...out];
}

/** What is shared with anybody and may show me, newest first: of my circles, and my own. */
export async function sharedMoments(seat: Seat): Promise<Moment[]> {
  const all = await ofForms(seat, ["author", "circle", "school"]);
  return all.filter(({ state, shared }) => state === "shared" || shared !== undefined);
}

/** The moments about which I said no on this phone, one by one, and the school has not heard it yet. */
export async function saidNoHere(seat: Seat): Promise<string[]> {
  const waiting = (await outbox(seat)).filter(({ kind, state }) => isOnItsWay(state) && answers.includes(kind));
  return waiting.map(({ subject }) => subject);
}

const answers: OpKind[] = ["give_answer", "take_down"];

/** Rows about which nothing was said here since the school told them. */
async function unanswered(seat: Seat, rows: FeedRow[], kinds: OpKind[]): Promise<FeedRow[]> {
  const waiting = (await outbox(seat)).filter((op) => kinds.includes(op.kind) && isOnItsWay(op.state));
  // Once everything was pulled, the rows know every answer that the school accepted.
  const behind = (await readFact(seat, "behind")) === true;
  const sent = behind ? (await sentOps(seat)).filter((op) => kinds.includes(op.kind)) : [];
  return rows.filter((row) => {
    const about = (op: { subject: string }) => op.subject === row.id;
    return !waiting.some(about) && !sent.some((op) => about(op) && op.seq > row.seq);
  });
}

/** A refused answer does not count: the question stands again. */
function isOnItsWay(state: string): boolean {
  return state === "ready" || state === "sending";
}

async function ofForms(seat: Seat, forms: Moment["form"][]): Promise<Moment[]> {
  const told = (await toldRows(seat, "moment")).flatMap((row) => row.moment ?? []);
  const wanted = oncePerMoment(told.filter((found) => forms.includes(found.form)));
  return wanted.sort((a, b) => b.at.localeCompare(a.at));
}

function received(told: Moment): string {
  return told.received ?? told.at;
}
