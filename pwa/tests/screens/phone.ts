import { mount, unmount } from "svelte";
import { afterAll, afterEach, vi } from "vitest";
import { commands, page, type Locator } from "vitest/browser";
import { schoolAt } from "../../src/api/client";
import App from "../../src/boot/App.svelte";
import { newId } from "../../src/moment/ids";
import { stepAside } from "../../src/screens/frame/present.svelte";
import { forgetSeat, noteSeat, seatsHere, type SeatLine } from "../../src/store/device";
import { withDevice } from "../../src/store/devicedb";
import { tell } from "../../src/store/people.testing";
import { closeSeat, openSeat, writeFact, type Seat } from "../../src/store/seat";
import type { FeedRow } from "../../src/store/shapes";
import "../../src/ui/look.css";
import type { OpenSchool } from "./schools";

/** Where nobody answers: a phone without internet, which is what a test has until it opens a school. */
const nowhere = "http://127.0.0.1:9";
schoolAt(nowhere);

let app: Record<string, unknown> | undefined;
const peeking: Seat[] = [];

/** A school on the real binary, which this phone reaches from now on. */
export async function schoolOpens(command: "demo" | "serve" = "demo"): Promise<OpenSchool> {
  const school = await commands.openSchool(command);
  schoolAt(school.address);
  return school;
}

/** The way to the school is cut. */
export function goOffline(): void {
  schoolAt(nowhere);
}

/** The way to the school is there again. */
export function comeBack(school: OpenSchool): void {
  schoolAt(school.address);
  dispatchEvent(new Event("online"));
}

/** Opens the app as one of the fictional school's people, who has arrived on their first page. */
export async function signInAs(school: OpenSchool, name: string): Promise<void> {
  const person = school.people.find((known) => known.name === name);
  if (!person) throw new Error(`nobody here is called ${name}`);
  const { pathname, hash } = new URL(person.link);
  await openApp(pathname + hash);
  await until(() => /^\/(circles|queue|highlights|today)$/.test(location.pathname));
}

/** Puts somebody's seat on this phone, signed in, with what the school told before it went out of reach. */
export async function seatOf(
  who: Pick<SeatLine, "kind" | "name" | "coordinator">,
  rows: FeedRow[] = [],
): Promise<Seat> {
  const line = await noteSeat({ seat: newId(), used: Date.now(), ...who });
  const seat = openSeat(line.seat, line.db);
  peeking.push(seat);
  await writeFact(seat, "session", { access: "a1", refresh: "r1", until: "2099-06-30T00:00:00Z", device: newId() });
  if (rows.length) await tell(seat, rows);
  return seat;
}

/** The store of whoever signed in on this phone, to see what is in it. */
export async function storeHere(): Promise<Seat> {
  const [line] = await seatsHere();
  if (!line) throw new Error("nobody has signed in on this phone");
  const seat = openSeat(line.seat, line.db);
  peeking.push(seat);
  return seat;
}

/** Opens the app at an address, as a tap on its icon or a link does. If it was open, that tab is closed first. */
export async function openApp(path: string): Promise<void> {
  await shutApp();
  history.replaceState(null, "", path);
  app = mount(App, { target: document.body });
}

/** The page is loaded anew in the same tab, as after a reload or when the camera ended it. */
export async function reloadApp(): Promise<void> {
  const remembered = Object.entries(sessionStorage);
  await shutApp();
  for (const [key, value] of remembered) sessionStorage.setItem(key, String(value));
  app = mount(App, { target: document.body });
}

/** Ends the app as a closed tab does. What the phone keeps stays. */
export async function shutApp(): Promise<void> {
  const was = app;
  app = undefined;
  if (was) await unmount(was);
  await stepAside();
}

/** Waits until something is so, for what no element shows. */
export async function until(holds: () => boolean | Promise<boolean>, patience = 20_000): Promise<void> {
  for (const end = performance.now() + patience; !(await holds());) {
    if (performance.now() > end) throw new Error(`it did not come about: ${holds.toString()}`);
    await new Promise((later) => setTimeout(later, 20));
  }
}

/** Waits until something is there and moves no more: cards come one after the other, and a tap while they do goes astray. */
export async function standsStill(what: Locator): Promise<void> {
  let last = Number.NaN;
  await until(async () => {
    const top = what.query()?.getBoundingClientRect().top ?? Number.NaN;
    const still = top === last;
    last = top;
    await new Promise((later) => setTimeout(later, 100));
    return still;
  });
}

/** What the page hands over as downloads from here on. */
export function downloads(): Blob[] {
  const handed: Blob[] = [];
  const make = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, "createObjectURL").mockImplementation((thing) => {
    handed.push(thing as Blob);
    return make(thing);
  });
  return handed;
}

export const heading = (name: string | RegExp): Locator => page.getByRole("heading", { level: 1, name });
export const button = (name: string | RegExp): Locator => page.getByRole("button", { name });
export const link = (name: string | RegExp): Locator => page.getByRole("link", { name });
export const sheet = (): Locator => page.getByRole("dialog");

afterEach(async () => {
  await shutApp();
  for (const seat of peeking.splice(0)) await closeSeat(seat);
  for (const line of await seatsHere()) await forgetSeat(line.seat);
  await withDevice(async (db) => {
    for (const store of ["letters", "parcels", "meta"] as const) await db.clear(store);
  });
  sessionStorage.clear();
});

afterAll(async () => {
  schoolAt(nowhere);
  await commands.closeSchools();
});
