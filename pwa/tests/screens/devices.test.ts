import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { openPerson } from "./office";
import { button, comeBack, goOffline, heading, link, openApp, schoolOpens, signInAs } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));

describe("where somebody is signed in", () => {
  test("is told to themselves, and they sign out of another device", async () => {
    await signInAs(school, "Maya"); // as on a phone that she lost
    await comeBack(school);
    await signInAs(school, "Maya");
    await openApp("/me");
    await link("Where you are signed in").click();
    await expect.element(heading("Where you are signed in")).toBeVisible();
    await expect.element(page.getByText("You are here now")).toBeVisible();
    const others = page.getByRole("button", { name: /^Sign out of .+, last used / });
    await expect.element(others.first()).toBeVisible();
    const before = others.elements().length;
    await others.first().click();
    await expect.poll(() => others.elements().length).toBe(before - 1);
    await expect.element(page.getByText("You are here now")).toBeVisible();
  });

  test("is told to an adult who looks after a student, from the student's page", async () => {
    await openPerson(school, "Ms. Reyes", "Maya");
    await link("Where they are signed in").click();
    await expect.element(heading("Where Maya is signed in")).toBeVisible();
    await expect.element(button(/^Sign out of /).first()).toBeVisible();
    await expect.element(page.getByText("You are here now")).not.toBeInTheDocument();
  });

  test("needs the school, and says so", async () => {
    await signInAs(school, "Maya");
    goOffline();
    await openApp("/devices");
    await expect.element(page.getByRole("alert").getByText("This needs internet.")).toBeVisible();
  });
});
