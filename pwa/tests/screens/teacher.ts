import { expect } from "vitest";
import { page, userEvent, type Locator } from "vitest/browser";
import { build, type SyncAnswer } from "../../src/api/contract";
import { newId } from "../../src/moment/ids";
import { bench, benchMoment, dre, maya, sam, theo } from "../../src/screens/desk/fixtures.testing";
import { outbox, park, textOf } from "../../src/store/outbox";
import { opSchema } from "../../src/store/schema";
import { change, momentRow, tell } from "../../src/store/people.testing";
import type { Seat } from "../../src/store/seat";
import { changesOf } from "../../src/sync/pull";
import type { Circle, FeedRow, Me, Moment } from "../../src/store/shapes";
import { heading, openApp, seatOf, until } from "./phone";
import type { OpenSchool } from "./schools";

/** Ms. Ortiz's phone, what she decides on it, and what a colleague does meanwhile on another one. */

export const drums: Circle = {
  id: "drumscircle0001",
  form: "staff",
  name: "The Drum Room",
  kind: "peer_network",
  glaze: "clay",
  members: [maya, sam],
};

const ortiz: Me = {
  seat: "ortizseat000001",
  seatKind: "staff",
  person: "ortizperson0001",
  name: "Ms. Ortiz",
  school: { name: "Riverside", zone: "UTC" },
  roles: [{ role: "facilitator", circle: bench.id }],
};

/** A moment in its teacher's form, without a picture unless it is given one. */
export function waits(id: string, words: string, more: Partial<Moment> = {}): Moment {
  const said = { quotes: [{ words, made: "own" as const, speaker: more.authors?.[0] ?? maya }], pictures: [] };
  return benchMoment({ id: `${id}moment000000`.slice(0, 15), hash: `hash of ${id}`, ...said, ...more });
}

/** The same in the other circle, by Sam. */
export function drummed(id: string, words: string, more: Partial<Moment> = {}): Moment {
  return waits(id, words, { circle: drums.id, circleName: drums.name, glaze: drums.glaze, authors: [sam], ...more });
}

export const ofStaff = (moment: Moment): FeedRow => momentRow(`staff:${moment.circle}`, moment);

/** Who she is and her two circles, as the school tells it. */
export function ortizsRows(mine: Partial<Me> = {}, circles: Circle[] = [bench, drums]): FeedRow[] {
  const places = circles.map((circle, place): FeedRow => {
    return { key: `staff:${circle.id}`, kind: "circle", id: circle.id, seq: 2 + place, mark: circle.id, circle };
  });
  return [{ key: "seat:ortiz", kind: "me", id: "me", seq: 1, mark: "me", me: { ...ortiz, ...mine } }, ...places];
}

/** Ms. Ortiz's seat on this phone with these moments, out of the school's reach. */
export async function ortizHas(...moments: Moment[]): Promise<Seat> {
  return await seatOf({ kind: "staff", name: "Ms. Ortiz" }, [...ortizsRows(), ...moments.map(ofStaff)]);
}

/** Ms. Ortiz opens her queue with these moments in it. */
export async function opensQueue(...moments: Moment[]): Promise<Seat> {
  const seat = await ortizHas(...moments);
  await openApp("/queue");
  await expect.element(heading(/^[1-9]\d* to look at$|^All looked at$/)).toBeVisible();
  return seat;
}

/** The school tells this phone something about moments, while it is open. */
export const isTold = (seat: Seat, ...moments: Moment[]): Promise<void> => tell(seat, moments.map(ofStaff));

/** The school says that a moment is no longer hers to read. */
export const isGone = (seat: Seat, { id, circle }: Moment): Promise<void> =>
  change(seat, { does: "gone", key: `staff:${circle}`, kind: "moment", id });

export interface Act {
  op: string;
  kind: string;
  at: string;
  body: Record<string, unknown>;
}

/** Everything that this phone keeps for the school, in the order in which it was decided. */
export async function kept(seat: Seat): Promise<Act[]> {
  return await Promise.all((await outbox(seat)).map(async (op) => JSON.parse(await textOf(seat, op)) as Act));
}

/** Waits until so many acts are kept, and hands out what they say. */
export async function keptBodies(seat: Seat, count: number): Promise<Act["body"][]> {
  await until(async () => (await outbox(seat)).length === count);
  return (await kept(seat)).map(({ body }) => body);
}

/** The school says no to what was decided last about a moment. */
export async function isRefused(seat: Seat, moment: Moment, code: string, sentence = ""): Promise<void> {
  const mine = (await outbox(seat)).filter(({ subject }) => subject === moment.id);
  await park(seat, mine.at(-1)!.n, code, sentence);
}

/** The card of a moment, or the line that it has become. */
export const cardOf = (words: string | RegExp): Locator =>
  page.getByRole("main").getByRole("listitem").filter({ hasText: words });

/** A group of the queue, by its heading. */
export const group = (name: string): Locator => page.getByRole("region", { name });

/** What the app said last. */
export const spoken = (): Locator => page.getByRole("status");

/** Presses single keys, one after the other. */
export async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await userEvent.keyboard(key.length > 1 ? `{${key}}` : key);
}

/** Somebody of the fictional school on another device, who acts over the school's own wire. */
export interface Elsewhere {
  /** The moments that they may read. */
  moments(): Promise<Moment[]>;
  act(kind: string, body: Record<string, unknown>): Promise<void>;
  /** The one with these words, as they read it now. Undefined when it is not theirs to read. */
  moment(words: string): Promise<Moment | undefined>;
  call<T>(method: string, path: string, json?: unknown): Promise<T>;
}

export async function elsewhere(school: OpenSchool, name: string): Promise<Elsewhere> {
  const link = school.people.find((person) => person.name === name)?.link ?? "";
  const device = newId();
  let access = "";
  const call = async <T>(method: string, path: string, json?: unknown): Promise<T> => {
    const headers = { Authorization: `Bearer ${access}`, "Content-Type": "application/json" };
    const body = json === undefined ? null : JSON.stringify(json);
    const answer = await fetch(`${school.address}/kith/v1${path}`, { method, headers, body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  };
  const enter = { token: new URL(link).hash.slice(1), device: { id: device } };
  ({ access } = await call<{ access: string }>("POST", "/demo/enter", enter));
  const sync = (ops: Act[]) => call<SyncAnswer>("POST", "/sync", { device, build, schema: opSchema, ops });
  const moments = async () =>
    changesOf((await sync([])).changes).flatMap((told) => (told.does === "put" && told.row.moment) || []);
  return {
    call,
    moment: async (text) =>
      (await moments()).find(({ quotes, words = "" }) =>
        [words, ...quotes.map((quote) => quote.words)].some((each) => each.includes(text)),
      ),
    moments,
    async act(kind, body) {
      const [result] = (await sync([{ op: newId(), kind, at: new Date().toISOString(), body }])).results;
      if (result?.status !== "accepted") throw new Error(`${kind} was ${result?.status}: ${result?.code}`);
    },
  };
}

export { bench, benchMoment, dre, maya, sam, theo };
