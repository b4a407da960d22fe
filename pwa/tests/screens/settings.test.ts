import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { newDraft } from "../../src/moment/draft";
import { newId } from "../../src/moment/ids";
import { decide } from "../../src/store/decisions";
import { seatsHere } from "../../src/store/device";
import { drafts, keepDraft } from "../../src/store/drafts";
import { outbox } from "../../src/store/outbox";
import { lunch, mayasRows } from "../../src/store/people.testing";
import { staffMoments } from "../../src/store/rows";
import { readFact, type Seat } from "../../src/store/seat";
import { button, comeBack, goOffline, heading, link, openApp, schoolOpens, seatOf, sheet, signInAs } from "./phone";
import { storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";
import { cardOf, elsewhere, kept, ortizHas, ortizsRows, waits } from "./teacher";

const soup = waits("soup", "Hot soup in the rain.");
const inSheet = (name: string) => sheet().getByRole("button", { name, exact: true });
const isOut = () => expect.element(heading("Hi. Who's here?")).toBeVisible();

async function asksToLeave(): Promise<void> {
  await openApp("/settings");
  await button("Sign out").click();
  await expect.element(sheet().getByText(/^Sign out here\?/)).toBeVisible();
}

describe("settings", () => {
  test("tell a family at which school they are and whose moments they see", async () => {
    const students = [
      { id: "mayaperson00001", name: "Maya" },
      { id: "samperson000001", name: "Sam" },
    ];
    const rows = ortizsRows({ seatKind: "family", name: "Rosa", students, roles: [] }, []);
    await seatOf({ kind: "family", name: "Rosa" }, rows);
    await openApp("/settings");
    await expect.element(page.getByText("Rosa, Riverside")).toBeVisible();
    await expect.element(page.getByText("You see moments of Maya and Sam.")).toBeVisible();
    await expect.element(link("Settings")).toHaveAttribute("aria-current", "page");
  });

  test("lead somebody else on this phone to their own place, and leave this one signed in", async () => {
    await ortizHas(soup);
    await openApp("/settings");
    await link("Change person").click();
    await isOut();
    await button("Ms. Ortiz").click();
    await expect.element(heading("1 to look at")).toBeVisible();
  });
});

describe("signing out with something that the school does not have", () => {
  let seat: Seat;

  beforeEach(async () => {
    seat = await ortizHas(soup);
    await decide(seat, soup, "keep_private");
    await asksToLeave();
    await expect.element(sheet().getByText("1 thing has not gone up yet.")).toBeVisible();
  });

  test("offers no way to lose it with one press", async () => {
    await expect.element(inSheet("Keep it here, locked")).toBeVisible();
    for (const way of ["Sign out", "Delete it and sign out"]) {
      await expect.element(inSheet(way)).not.toBeInTheDocument();
    }
  });

  test("staying changes nothing", async () => {
    await inSheet("Stay").click();
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(heading("Settings")).toBeVisible();
    expect(await outbox(seat)).toHaveLength(1);
    expect(await readFact(seat, "session")).toBeDefined();
  });

  test.each(["", "0", "2", "one", "11"])("typing %j deletes nothing", async (typed) => {
    await sheet().getByLabelText("To delete it, type 1").fill("1");
    await expect.element(inSheet("Delete it and sign out")).toBeVisible();
    await sheet().getByLabelText("To delete it, type 1").fill(typed);
    await expect.element(inSheet("Delete it and sign out")).not.toBeInTheDocument();
    expect(await outbox(seat)).toHaveLength(1);
  });

  test("its number typed, it is gone from this phone with everything else of hers", async () => {
    await sheet().getByLabelText("To delete it, type 1").fill(" 1 ");
    const gone = seat.name;
    await seat.db.close();
    await inSheet("Delete it and sign out").click();
    await isOut();
    await expect.element(button("Ms. Ortiz")).not.toBeInTheDocument();
    await until(async () => (await seatsHere()).length === 0);
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(gone);
  });

  test("kept, it is locked: the decision stays, what others made leaves the phone, and nobody is offered her place", async () => {
    await inSheet("Keep it here, locked").click();
    await isOut();
    await expect.element(button("Ms. Ortiz")).not.toBeInTheDocument();
    expect(await seatsHere()).toMatchObject([{ name: "Ms. Ortiz", locked: true, clean: false }]);
    expect(await kept(seat)).toMatchObject([{ kind: "decide", body: { kind: "keep_private", moment: soup.id } }]);
    expect(await staffMoments(seat)).toEqual([]);
    expect(await readFact(seat, "session")).toBeUndefined();
    await openApp("/queue");
    await isOut();
  });
});

test("signing out touches nothing of anybody else on this phone", async () => {
  const maya = await seatOf({ kind: "student", name: "Maya" }, mayasRows);
  await keepDraft(maya, { ...newDraft(newId(), lunch), words: "Soup" });
  await ortizHas(soup);
  await openApp("/");
  await button("Ms. Ortiz").click();
  await link("Insights").click();
  await link("Settings").click();
  await button("Sign out").click();
  await inSheet("Sign out").click();
  await isOut();
  await expect.element(button("Ms. Ortiz")).not.toBeInTheDocument();
  await button("Maya").click();
  await expect.element(heading("My circles")).toBeVisible();
  expect(await drafts(maya)).toMatchObject([{ words: "Soup" }]);
});

test.each([
  ["Sign out", [], "1 thing has not gone up yet."],
  ["Delete it and sign out", [soup], "2 things have not gone up yet."],
])("what another tab keeps after the question is asked about anew: %s", async (pressed, before, asked) => {
  const rain = waits("rain", "It rained on all of us.");
  const seat = await ortizHas(soup, rain);
  for (const moment of before) await decide(seat, moment, "keep_private");
  await asksToLeave();
  if (before.length) await sheet().getByLabelText("To delete it, type 1").fill("1");
  await expect.element(inSheet(pressed)).toBeVisible();
  await decide(seat, rain, "keep_private");
  await inSheet(pressed).click();
  await expect.element(sheet().getByText(asked)).toBeVisible();
  await expect.element(inSheet(pressed)).not.toBeInTheDocument();
  expect(await outbox(seat)).toHaveLength(before.length + 1);
  expect(await readFact(seat, "session")).toBeDefined();
});

describe("with the school there", () => {
  const worms = "Nobody asked the worms.";
  const music = "I like music more";
  let school: OpenSchool;

  beforeAll(async () => {
    school = await schoolOpens();
  });

  beforeEach(async () => {
    await signInAs(school, "Ms. Ortiz");
    await expect.element(cardOf(music)).toBeVisible();
  });

  /** Decides without internet, and waits until the phone has it: a tab that is closed before that kept nothing. */
  async function keepsPrivateOffline(words: string): Promise<void> {
    const seat = await storeHere();
    goOffline();
    await cardOf(words).getByRole("button", { name: "Keep private" }).click();
    await until(async () => (await outbox(seat)).length === 1);
  }

  test("nothing is left on the phone, and what opened the school opens it no more", async () => {
    const seat = await storeHere();
    const { access } = (await readFact(seat, "session"))!;
    const asked = () => fetch(`${school.address}/kith/v1/circles`, { headers: { Authorization: `Bearer ${access}` } });
    expect((await asked()).status).toBe(200);
    await seat.db.close();
    await asksToLeave();
    await inSheet("Sign out").click();
    await isOut();
    await until(async () => (await seatsHere()).length === 0);
    expect((await asked()).status).toBe(401);
  });

  test("what is left goes up before anybody is asked about it", async () => {
    await keepsPrivateOffline(worms);
    comeBack(school);
    await asksToLeave();
    await inSheet("Sign out").click();
    await isOut();
    const again = await elsewhere(school, "Ms. Ortiz");
    expect(await again.moment(worms)).toMatchObject({ state: "private" });
  });

  test("what was kept locked goes up when its person signs in again", async () => {
    await keepsPrivateOffline(music);
    await asksToLeave();
    await inSheet("Keep it here, locked").click();
    await isOut();
    comeBack(school);
    const again = await elsewhere(school, "Ms. Ortiz");
    expect(await again.moment(music)).toMatchObject({ state: "with_teacher" });
    await signInAs(school, "Ms. Ortiz");
    await until(async () => (await again.moment(music))?.state === "private");
    const seat = await storeHere();
    await until(async () => (await outbox(seat)).length === 0);
    expect(await seatsHere()).toHaveLength(1);
  });
});
