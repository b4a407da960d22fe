import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { card, inSheet } from "./office";
import { button, comeBack, heading, openApp, schoolOpens, seatOf, sheet, signInAs } from "./phone";
import type { OpenSchool } from "./schools";
import { ortizsRows } from "./teacher";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));

const switches = () => card("When something has gone wrong");

describe("when something has gone wrong", () => {
  test("a coordinator switches off what families see, is told what that means first, and switches it on again", async () => {
    await signInAs(school, "Ms. Reyes");
    await openApp("/school");
    await expect.element(switches().getByText("What families see")).toBeVisible();
    await switches().getByRole("button", { name: "Switch off" }).nth(1).click();
    await expect.element(sheet().getByText(/Families see no moment until/)).toBeVisible();
    await inSheet("Switch off").click();
    await expect.element(switches().getByText(/^Off since /)).toBeVisible();
    await switches().getByRole("button", { name: "Switch on" }).click();
    await expect.element(switches().getByText("On", { exact: true }).nth(2)).toBeVisible();
  });

  test("leaving it on changes nothing", async () => {
    await signInAs(school, "Ms. Reyes");
    await openApp("/school");
    await switches().getByRole("button", { name: "Switch off" }).first().click();
    await inSheet("Leave it on").click();
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(switches().getByText("On", { exact: true }).nth(2)).toBeVisible();
  });

  test("a family whose school is closed reads why nothing is there", async () => {
    const rows = ortizsRows({ seatKind: "family", name: "Rosa", students: [], roles: [], closed: true }, []);
    await seatOf({ kind: "family", name: "Rosa" }, rows);
    await openApp("/highlights");
    await expect.element(heading("Moments")).toBeVisible();
    await expect.element(page.getByText("They come back here by themselves.", { exact: false })).toBeVisible();
    await expect.element(button("Show older ones")).not.toBeInTheDocument();
  });
});
