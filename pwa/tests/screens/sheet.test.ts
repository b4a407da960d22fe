import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { recordConsent } from "../../src/store/adults";
import { circleInTheBooks, openCircle } from "./office";
import {
  button,
  comeBack,
  downloads,
  goOffline,
  heading,
  link,
  openApp,
  schoolOpens,
  signInAs,
  storeHere,
  until,
} from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));

/** Chooses a file as the system's own window hands it over. */
async function brings(rows: string[], name = "consents.csv"): Promise<void> {
  await expect.element(heading("Paper consents from a sheet")).toBeVisible();
  const input = page.elementLocator(document.querySelector('input[type="file"]')!);
  await userEvent.upload(input, new File([rows.join("\r\n")], name, { type: "text/csv" }));
}

const part = (name: string | RegExp) => page.getByRole("region", { name });

const allowed = async (circle: string, name: string, kind: string) =>
  (await circleInTheBooks(circle)).members
    .find((member) => member.name === name)
    ?.consents?.find((each) => each.kind === kind)?.widest;

describe("a coordinator with a sheet of consents", () => {
  test("takes the sheet of a circle, and finds the students and their families in it", async () => {
    await openCircle(school, "Ms. Reyes", "The Drum Room");
    await page.getByRole("link", { name: "Consents" }).click();
    await link("Bring in a sheet").click();
    await expect.element(heading("Paper consents from a sheet")).toBeVisible();
    const handed = downloads();
    await button("Save the sheet").click();
    await expect.poll(() => handed.length).toBe(1);
    const text = await handed[0]!.text();
    expect(text).toMatch(/^Student ID,Student,Circles,Signed by ID,Signed by,Photos,/);
    expect(text).toMatch(/,Maya,[^\r]*The Drum Room[^\r]*,Rosa,/);
    expect(text).not.toContain("Duc");
  });

  test("sees in words what the sheet does, brings in just that, and once", async () => {
    await signInAs(school, "Ms. Reyes");
    await openApp("/circles");
    await link("Bring in paper consents").click();
    const before = await allowed("Bench 4", "Theo", "photo");
    await brings([
      "Student,Photos,Words,Signed on",
      "Maya,Circle,,",
      "Ana,perhaps,,",
      "Nobody here,Circle,,",
      "Theo,Families,,2026-02-30",
      "Leo,,,",
    ]);
    await expect.element(part("consents.csv: 5 lines")).toBeVisible();
    const unread = part("Cannot be read").getByRole("listitem");
    await expect.element(unread.nth(0)).toHaveTextContent(/Line 3, Ana.*“perhaps” in Photos is no answer/);
    await expect.element(unread.nth(1)).toHaveTextContent(/Line 4.*“Nobody here” in Student is no student here/);
    await expect.element(unread.nth(2)).toHaveTextContent(/Line 5, Theo.*“2026-02-30” in Signed on is no day/);
    await expect.element(part("What changes")).toHaveTextContent(/Maya.*Photos: Circle.*Less than now/);
    expect(await allowed("The Drum Room", "Maya", "photo")).toBe("families");
    await button("Bring in 1 answer").click();
    await expect.element(page.getByText("3 lines were left out.")).toBeVisible();
    await expect.element(button(/^Bring in/)).not.toBeInTheDocument();
    expect(await allowed("The Drum Room", "Maya", "photo")).toBe("circle");
    expect(await allowed("Bench 4", "Theo", "photo")).toBe(before);
    await brings(["Student,Photos", "Maya,Circle"]);
    await expect.element(page.getByText("Nothing in this sheet is new.").first()).toBeVisible();
    await expect.element(button(/^Bring in/)).not.toBeInTheDocument();
  });

  test("looks once more when something has changed meanwhile", async () => {
    await signInAs(school, "Ms. Reyes");
    await openApp("/consent-sheet");
    await brings(["Student,Voice", "Maya,Nobody", "Ana,Nobody"]);
    await expect.element(button("Bring in 2 answers")).toBeVisible();
    const maya = (await circleInTheBooks("The Drum Room")).members.find(({ name }) => name === "Maya")!;
    await recordConsent(await storeHere(), { person: maya.id, kind: "voice", widest: "none", how: "in_person" }, "en");
    await until(async () => (await allowed("The Drum Room", "Maya", "voice")) === "none");
    await button("Bring in 2 answers").click();
    await expect.element(page.getByText(/has changed since you looked/).first()).toBeVisible();
    await button("Bring in 1 answer").click();
    await until(async () => (await allowed("The Drum Room", "Ana", "voice")) === "none");
  });

  test("is told in a sentence when it is no such file, is too big, or the school is away, and nothing is offered", async () => {
    await signInAs(school, "Ms. Reyes");
    await openApp("/consent-sheet");
    await brings(["Pupil's mother,Photos", "Rosa,Circle"]);
    await expect.element(page.getByText(/The column “Pupil's mother” is not known/).first()).toBeVisible();
    await brings(["x".repeat(256 * 1024 + 1)]);
    await expect.element(page.getByText(/This file is too big/).first()).toBeVisible();
    await expect.element(page.getByText(/is not known/)).not.toBeInTheDocument();
    goOffline();
    await brings(["Student,Photos", "Maya,School"]);
    await expect
      .element(
        page
          .getByRole("alert")
          .getByText(/internet/)
          .first(),
      )
      .toBeVisible();
    await expect.element(button(/^Bring in/)).not.toBeInTheDocument();
  });

  test("does it all by keyboard", async () => {
    await signInAs(school, "Ms. Reyes");
    await openApp("/consent-sheet");
    await brings(["Student,Name", "Ana,Nobody"]);
    await expect.element(button("Bring in 1 answer")).toBeVisible();
    const reached: string[] = [];
    for (let i = 0; i < 20; i++) {
      await userEvent.keyboard("{Tab}");
      reached.push(document.activeElement?.textContent?.trim() ?? "");
      if (reached.at(-1) === "Bring in 1 answer") break;
    }
    expect(reached).toEqual(
      expect.arrayContaining(["Save the sheet", "How to fill it in", "Choose another file", "Bring in 1 answer"]),
    );
    await userEvent.keyboard("{Enter}");
    await until(async () => (await allowed("The Drum Room", "Ana", "name")) === "none");
  });
});

test("a facilitator is offered no sheet", async () => {
  await signInAs(school, "Ms. Ortiz");
  await openApp("/circles");
  await expect.element(link("The Drum Room")).toBeVisible();
  await expect.element(link("Bring in paper consents")).not.toBeInTheDocument();
});
