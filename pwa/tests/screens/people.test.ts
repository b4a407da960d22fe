import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { button, heading, link, openApp, schoolOpens, sheet, signInAs } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});

describe("everybody of the school", () => {
  beforeEach(async () => {
    await signInAs(school, "Ms. Reyes");
    await link("People").click();
    await expect.element(heading("People")).toBeVisible();
  });

  test("stands there by kind", async () => {
    await expect.element(link(/^Sam/)).toBeVisible();
    await button("Families").click();
    await expect.element(page.getByText("Joan").first()).toBeVisible();
    await expect.element(link(/^Sam/)).not.toBeInTheDocument();
  });

  test("a student who was added is there on a page that is opened anew", async () => {
    await button("Add a student").click();
    await sheet().getByLabelText("First name").fill("Wren");
    await sheet().getByRole("button", { name: "Add a student" }).click();
    await expect.element(page.getByText("Wren is added.").first()).toBeInTheDocument();
    await openApp("/people");
    await expect.element(link(/^Wren/)).toBeVisible();
  });
});
