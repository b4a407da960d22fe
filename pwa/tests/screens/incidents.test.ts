import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { button, comeBack, downloads, heading, link, openApp, schoolOpens, signInAs } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));

describe("when something has gone wrong", () => {
  test("a coordinator writes it down, sees by when who has to be told, and says what is done", async () => {
    await signInAs(school, "Ms. Reyes");
    await openApp("/school");
    await link("Write it down, and who has to be told").click();
    await expect.element(heading("When something has gone wrong")).toBeVisible();
    await expect.element(page.getByText("Nothing yet. May it stay so.")).toBeVisible();
    await page.getByLabelText("What happened?").fill("A tablet was left on the bus.");
    await button("Write it down").click();
    await expect.element(page.getByText("A tablet was left on the bus.")).toBeVisible();
    await expect.element(page.getByText(/^Until /).nth(3)).toBeVisible();
    await button("Done: Families told (60 days)").click();
    await expect.element(page.getByText(/, by Ms\. Reyes$/).nth(1)).toBeVisible();
    await expect.element(button("Done: Families told (60 days)")).not.toBeInTheDocument();
  });

  test("the students and their families are saved as a table", async () => {
    await signInAs(school, "Ms. Reyes");
    await openApp("/incidents");
    const handed = downloads();
    await button("Save the list of students and families").click();
    await expect.poll(() => handed.length).toBe(1);
    expect(await handed[0]!.text()).toMatch(/^"student","circles","families"\r\n"Ana"/);
  });
});
