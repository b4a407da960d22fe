import { beforeAll, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { openCircle } from "./office";
import { button, heading, link, schoolOpens } from "./phone";
import type { OpenSchool } from "./schools";

describe("consent forms to print, in front of the real school", () => {
  let school: OpenSchool;
  beforeAll(async () => {
    school = await schoolOpens();
  });

  test("stand for each student with the text, boxes to tick, and which text it was at the foot", async () => {
    await openCircle(school, "Ms. Ortiz", "The Drum Room");
    await link("Consents").click();
    await link("Print forms").click();
    await expect.element(heading("Consent forms")).toBeVisible();
    const ofSam = page.getByRole("article").filter({ hasText: "Sam, " });
    await expect.element(ofSam.getByText(/Students in a circle take photos of what they do/)).toBeVisible();
    await expect.element(ofSam.getByText(/^photo-1 en [0-9a-f]{16}$/)).toBeVisible();
    await button("العربية").click();
    await expect.element(ofSam.getByText(/^voice-1 ar [0-9a-f]{16}$/)).toBeVisible();
    const sheets = page.getByRole("article").elements().length;
    await page.getByRole("checkbox", { name: "Sam" }).click();
    await expect.element(ofSam).not.toBeInTheDocument();
    expect(page.getByRole("article").elements()).toHaveLength(sheets - 1);
  });
});
