import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { Moment } from "../../src/store/shapes";
import { leave } from "../../src/online/signOut";
import { seatsHere } from "../../src/store/device";
import { drafts } from "../../src/store/drafts";
import { outbox } from "../../src/store/outbox";
import { mine } from "../../src/store/own";
import { lunchDraft } from "../../src/store/people.testing";
import { circles } from "../../src/store/rows";
import { saveRevision } from "../../src/store/save";
import { closeSeat, tryNow, type Seat } from "../../src/store/seat";
import { startSync } from "../../src/sync/loop";
import { comeBack, goOffline, heading, link, schoolOpens, shutApp, signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;
/** A second tab of the same person: a store and a sync of its own, under the browser's real locks. */
let tab: Seat | undefined;
let end: (() => Promise<void>) | undefined;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(async () => {
  comeBack(school);
  await signInAs(school, "Maya");
  await until(async () => (await circles(await storeHere())).length > 0);
});
afterEach(async () => {
  await end?.();
  if (tab) await closeSeat(tab);
  tab = end = undefined;
});

const lockOf = async (seat: Seat) => {
  const { held = [], pending = [] } = await navigator.locks.query();
  const mineOf = (locks: LockInfo[]) => locks.filter(({ name }) => name === `kith-sync:${seat.name}`).length;
  return { held: mineOf(held), pending: mineOf(pending) };
};

async function secondTab(): Promise<Seat> {
  tab = await storeHere();
  end = startSync(tab);
  await until(async () => (await lockOf(tab!)).pending === 1);
  return tab;
}

async function keeps(seat: Seat, words: string): Promise<string> {
  const [circle] = await circles(seat);
  const draft = lunchDraft({ circle: circle!.id, words, people: [] });
  await saveRevision(seat, draft);
  return draft.moment;
}

const isSent = (seat: Seat, id: string) => async (): Promise<boolean> =>
  (await mine(seat, id))?.chip.state === ("with_teacher" satisfies Moment["state"]);

describe("two tabs of one person", () => {
  test("one asks the school, and what is kept in the other goes up through it at once", async () => {
    const other = await secondTab();
    expect(await lockOf(other)).toEqual({ held: 1, pending: 1 });
    const id = await keeps(other, "From the second tab.");
    await until(isSent(other, id));
    expect(await outbox(other)).toEqual([]);
    // The first tab shows it without being loaded again.
    await link("My moments").click();
    await expect.element(page.getByText("From the second tab.").first()).toBeVisible();
  });

  test("when the one that asks is closed the other takes over, and nothing waits for long", async () => {
    const other = await secondTab();
    await shutApp();
    await until(async () => (await lockOf(other)).held === 1 && (await lockOf(other)).pending === 0);
    const id = await keeps(other, "After the first was closed.");
    await until(isSent(other, id));
  });

  test("what was kept without internet in either goes up once, when there is internet", async () => {
    const other = await secondTab();
    goOffline();
    const ids = [await keeps(other, "Soup."), await keeps(other, "Bread.")];
    tryNow(other);
    await until(() => !other.status.online);
    expect(await outbox(other)).toHaveLength(2);
    comeBack(school);
    for (const id of ids) await until(isSent(other, id));
    expect(await outbox(other)).toEqual([]);
  });

  test("signing out in one leads the other to the door too, with nothing of the person left in it", async () => {
    await expect.element(heading("My circles")).toBeVisible();
    const other = await storeHere();
    await leave(other, { how: "clean" });
    await expect.element(heading("Hi. Who's here?")).toBeVisible();
    expect(page.getByRole("navigation").query()).toBeNull();
    expect(await seatsHere()).toEqual([]);
  });

  test("what is being made in one is kept, locked, when the other signs out", async () => {
    await link("Add a moment").click();
    await page.getByLabelText("Anything else?").fill("Soup");
    const other = await storeHere();
    await until(async () => (await drafts(other))[0]?.words === "Soup");
    await leave(other, { how: "keep" });
    await expect.element(heading("Hi. Who's here?")).toBeVisible();
    expect(page.getByText("Soup").query()).toBeNull();
    await signInAs(school, "Maya");
    await link("Go on with it").click();
    await expect.element(page.getByLabelText("Anything else?")).toHaveValue("Soup");
  });
});
