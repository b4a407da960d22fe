import { beforeAll, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { Circle, Moment } from "../../src/store/shapes";
import { button, comeBack, goOffline, heading, link, openApp, schoolOpens, seatOf, signInAs } from "./phone";
import type { OpenSchool } from "./schools";
import { drummed, drums, isTold, maya, ofStaff, ortizHas, ortizsRows, waits } from "./teacher";

const now = new Date().toISOString();
const longAgo = { at: "2020-01-01T12:00:00Z", state: "shared" as const };
const soup = waits("soup", "Hot soup.", { at: now });
const rain = waits("rain", "Rain.", longAgo);
const arm = waits("arm", "The arm waved.", { ...longAgo, authors: [{ id: "dreperson000001", name: "Dre" }] });
const solo = drummed("solo", "I drummed.", { at: now, state: "private" });

/** The numbers of a circle's card, by what they are called. */
function numbers(circle: string): Record<string, string> {
  const card = page.getByRole("region", { name: circle }).element();
  const texts = (tag: string) => [...card.querySelectorAll(tag)].map(({ textContent }) => textContent.trim());
  const values = texts("dd");
  return Object.fromEntries(texts("dt").map((name, place) => [name, values[place] ?? ""]));
}

async function opensInsights(...moments: Moment[]) {
  const seat = await ortizHas(...moments);
  await openApp("/insights");
  await expect.element(page.getByRole("region", { name: "Bench 4" })).toBeVisible();
  return seat;
}

describe("a teacher's insights", () => {
  test("are small true numbers of each circle, from what this phone holds, without internet too", async () => {
    await opensInsights(soup, rain, arm, solo);
    expect(numbers("Bench 4")).toEqual({
      Waiting: "1",
      Shared: "2",
      "Kept in 30 days": "1",
      "Who kept them": "2 of 3",
    });
    expect(numbers("The Drum Room")).toEqual({
      Waiting: "0",
      Shared: "0",
      "Kept in 30 days": "1",
      "Who kept them": "1 of 2",
    });
  });

  test("compare nobody: no student is named", async () => {
    await opensInsights(soup, rain, arm, solo);
    for (const name of ["Maya", "Dre", "Theo", "Sam"]) {
      expect(page.getByRole("main").getByText(name).elements()).toEqual([]);
    }
  });

  test("change by themselves when a moment comes", async () => {
    const seat = await opensInsights();
    expect(numbers("Bench 4")).toMatchObject({ Waiting: "0", "Who kept them": "0 of 3" });
    await isTold(seat, soup);
    await expect.element(page.getByText("1 of 3")).toBeVisible();
    expect(numbers("Bench 4")).toMatchObject({ Waiting: "1" });
  });

  test("of somebody who leads no circle yet say that it is too early", async () => {
    const member: Circle = { ...drums, form: "circle" };
    await seatOf({ kind: "staff", name: "Ms. Ortiz" }, [...ortizsRows({}, [member]), ofStaff(solo)]);
    await openApp("/insights");
    await expect.element(page.getByText("Too early to say: no moments yet.")).toBeVisible();
    await expect.element(link("Settings")).toHaveAttribute("href", "/settings");
  });
});

describe("a coordinator's reports", () => {
  let school: OpenSchool;

  beforeAll(async () => {
    school = await schoolOpens();
  });

  test("tell of every circle how many are in it, and name no student", async () => {
    await signInAs(school, "Ms. Reyes");
    await link("Reports").click();
    await expect.element(page.getByRole("region", { name: "The Drum Room" })).toBeVisible();
    expect(numbers("The Drum Room")).toEqual({ Students: "4", Adults: "2" });
    expect(numbers("Wall Crew")).toEqual({ Students: "3", Adults: "2" });
    expect(page.getByRole("main").getByText(maya.name).elements()).toEqual([]);
    await expect.element(page.getByText("Too early to say")).not.toBeInTheDocument();
  });

  test("without internet say why there is nothing, and come with one press when the school is there again", async () => {
    await signInAs(school, "Ms. Reyes");
    await expect.element(heading("Today")).toBeVisible();
    goOffline();
    await link("Reports").click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("The school can't be reached just now.");
    comeBack(school);
    await button("Try again").click();
    await expect.element(page.getByRole("region", { name: "Bench 4" })).toBeVisible();
    await expect.element(page.getByText("The school can't be reached")).not.toBeInTheDocument();
  });
});
