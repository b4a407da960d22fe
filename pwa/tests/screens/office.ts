import { deleteDB } from "idb";
import { page, type Locator } from "vitest/browser";
import { readPerson } from "../../src/online/people";
import { listCircles } from "../../src/online/school";
import type { Person, StaffCircle } from "../../src/api/contract";
import { forgetSeat, seatsHere } from "../../src/store/device";
import { button, heading, link, openApp, sheet, shutApp, signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";

/** How the tests of rosters and doors walk about: a teacher's pages, the school's own books, and a phone that changes hands. */

/** Signs an adult in and opens a circle's roster. */
export async function openCircle(school: OpenSchool, adult: string, circle: string): Promise<void> {
  await signInAs(school, adult);
  await link("Circles").click();
  await link(circle).click();
  await atTop(circle);
}

/** Signs an adult in and opens somebody's page. */
export async function openPerson(school: OpenSchool, adult: string, name: string, kind = "Students"): Promise<void> {
  await signInAs(school, adult);
  await link("People").click();
  await button(kind).click();
  await link(name).click();
  await until(() => button("Change name").query() !== null);
}

export async function atTop(name: string): Promise<void> {
  await until(() => heading(name).query() !== null);
}

/** A button of the open sheet. */
export const inSheet = (name: string): Locator => sheet().getByRole("button", { name, exact: true });

/** A part of the page, such as the badge's card. */
export const card = (name: string): Locator => page.getByRole("region", { name, exact: true });

/** What a field of a page or sheet is called, found by its label. */
export const field = (name: string): Locator => page.getByLabelText(name, { exact: true });

/** One person's or one family member's line in a list. */
export const line = (name: string): Locator => page.getByRole("listitem").filter({ hasText: name });

/** The circles as the school's own books hold them, asked in the name of whoever is on this phone. */
export async function circlesInTheBooks(): Promise<StaffCircle[]> {
  return await listCircles(await storeHere());
}

export async function circleInTheBooks(name: string): Promise<StaffCircle> {
  const found = (await circlesInTheBooks()).find((circle) => circle.name === name);
  if (!found) throw new Error(`the school has no circle called ${name}`);
  return found;
}

/** The person whose page is open, as the school's own books hold them. */
export async function personInTheBooks(): Promise<Person> {
  return await readPerson(await storeHere(), location.pathname.split("/").pop() ?? "");
}

/** From now on this is another phone: it knows nobody, and the school counts its wrong tries anew. */
export async function anotherPhone(): Promise<void> {
  await shutApp();
  for (const known of await seatsHere()) await forgetSeat(known.seat);
  await deleteDB("kith-device");
}

/** Types something at a door and presses Open. */
export async function typeAt(door: string, label: string, text: string): Promise<void> {
  await openApp(door);
  await field(label).fill(text);
  await button("Open").click();
}
