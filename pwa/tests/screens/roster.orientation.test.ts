import { beforeAll, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { bench } from "../../src/screens/desk/fixtures.testing";
import { outbox, textOf } from "../../src/store/outbox";
import { mayaHerself } from "../../src/store/people.testing";
import { dayOf } from "../../src/words/when";
import { field, inSheet, line, openCircle } from "./office";
import { button, comeBack, goOffline, openApp, schoolOpens, seatOf, sheet, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";

const day = 86_400_000;
const term = 183 * day;
const dateOn = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
const untilFrom = (date: string) => dayOf(Date.parse(date) + term, { zone: "America/Chicago" });

describe("an orientation that was done on paper", () => {
  let school: OpenSchool;

  beforeAll(async () => {
    school = await schoolOpens();
  });

  async function begin(name: string) {
    await openCircle(school, "Ms. Ortiz", "The Drum Room");
    await button(`Orientation of ${name}: done on paper`).click();
  }

  test("is written down for the day it was on, and counts for one term from then", async () => {
    await begin("Leo");
    await field("On which day?").fill(dateOn(-20));
    await inSheet("Save").click();
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(line("Leo").getByText(`Orientation counts until ${untilFrom(dateOn(-20))}`)).toBeVisible();
    await expect.element(line("Ana").getByText(untilFrom(dateOn(-20)))).not.toBeInTheDocument();
  });

  test("without internet is kept, and reaches the school when it is there again", async () => {
    await begin("Sam");
    goOffline();
    await field("On which day?").fill(dateOn(-10));
    await inSheet("Save").dblClick();
    await expect.element(page.getByText("Written down for Sam.")).toBeInTheDocument();
    const seat = await storeHere();
    const [kept, ...more] = await outbox(seat);
    expect(more).toEqual([]);
    expect(JSON.parse(await textOf(seat, kept!))).toMatchObject({
      kind: "record_orientation",
      body: { on: dateOn(-10) },
    });
    comeBack(school);
    await expect.element(line("Sam").getByText(untilFrom(dateOn(-10)))).toBeVisible();
    await until(async () => (await outbox(seat)).length === 0);
  });

  test("on a day to come is not taken, and stays on the page until somebody has read why", async () => {
    await begin("Ana");
    await field("On which day?").fill(dateOn(9));
    await inSheet("Save").click();
    const why = page.getByText("The school did not take this: Something in on cannot be used.");
    await expect.element(why).toBeVisible();
    await expect.element(line("Ana").getByText(untilFrom(dateOn(9)))).not.toBeInTheDocument();
    await button("OK").click();
    await expect.element(why).not.toBeInTheDocument();
    expect(await outbox(await storeHere())).toEqual([]);
  });

  test("without a day is not written down; opened anew it offers today", async () => {
    await begin("Maya");
    const day = field("On which day?");
    const { max: today } = day.element() as HTMLInputElement;
    await expect.element(day).toHaveValue(today);
    await day.fill("");
    await inSheet("Save").click();
    await expect.element(day).toHaveValue("");
    expect(await outbox(await storeHere())).toEqual([]);
    await inSheet("Cancel").click();
    await button("Orientation of Maya: done on paper").click();
    await expect.element(field("On which day?")).toHaveValue(today);
  });
});

describe("how students stand", () => {
  const months = (count: number) => new Date(Date.now() + count * 30 * day).toISOString();
  const [maya, dre, theo] = bench.members;
  const members = [
    { ...maya!, orientedUntil: months(2), standing: "no" as const },
    { ...dre!, orientedUntil: months(-2) },
    { ...theo!, name: "عبد الرحمن", focus: true, role: "note_taker" },
  ];
  const circle = { ...bench, members };
  const rows = [
    { key: "seat:o", kind: "me" as const, id: "me", seq: 1, mark: "m", me: { ...mayaHerself, name: "Ms. Ortiz" } },
    { key: `staff:${bench.id}`, kind: "circle" as const, id: bench.id, seq: 2, mark: "c", circle },
  ];

  test("is told for each of them without the school, and what is done now is said to wait", async () => {
    goOffline();
    await seatOf({ kind: "staff", name: "Ms. Ortiz" }, rows);
    await openApp(`/circles/${bench.id}`);
    await expect.element(line("Maya").getByText("Orientation counts until")).toBeVisible();
    await expect.element(line("Maya").getByText("No to being shown")).toBeVisible();
    await expect.element(line("Dre").getByText("Orientation ended")).toBeVisible();
    const third = line("عبد الرحمن");
    await expect.element(third.getByText("No orientation yet")).toBeVisible();
    await expect.element(third.getByText("Focus student")).toBeVisible();
    await expect.element(third.getByText("Note taker")).toBeVisible();
    await button("Orientation of عبد الرحمن: done on paper").click();
    await expect.element(sheet().getByText("Will apply when online")).toBeVisible();
  });
});
