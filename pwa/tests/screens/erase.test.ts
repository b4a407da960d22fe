import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { mayasRows } from "../../src/store/people.testing";
import { openPerson, field } from "./office";
import { button, comeBack, downloads, goOffline, heading, link, openApp, schoolOpens, seatOf, until } from "./phone";
import type { OpenSchool } from "./schools";
import { ortizsRows } from "./teacher";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));
afterEach(() => void vi.restoreAllMocks());

const goes = "2027-09-13T12:00:00Z";
const told = /^Last year's moments go on .*13.* Save the file first\.$/;

describe("erasing somebody", () => {
  test("asks a coordinator for the name, hands over the certificate, and then they are nowhere", async () => {
    await openPerson(school, "Ms. Reyes", "Theo");
    await link("Erase Theo").click();
    await expect.element(heading("Erase Theo")).toBeVisible();
    await expect.element(page.getByText("Moments that others keep stay, without them.")).toBeVisible();
    const handed = downloads();
    await field("Type the name to go on").fill("The");
    await expect.element(button("Erase for good")).toHaveAttribute("aria-disabled", "true");
    await field("Type the name to go on").fill("Theo");
    await button("Erase for good").click();
    await until(() => location.pathname === "/people");
    expect(await handed[0]!.text()).toContain("certificate.json");
    await button("Students").click();
    await expect.element(link("Maya")).toBeVisible();
    await expect.element(link("Theo")).not.toBeInTheDocument();
  });

  test("is no teacher's, and of no colleague", async () => {
    await openPerson(school, "Ms. Ortiz", "Maya");
    await expect.element(link("Erase Maya")).not.toBeInTheDocument();
    await openPerson(school, "Ms. Reyes", "Mr. Bell", "Colleagues");
    await expect.element(link("Erase Mr. Bell")).not.toBeInTheDocument();
  });
});

describe("a school year that is over", () => {
  test("is told to a student on the page about them, with their file above all else", async () => {
    const [herself, ...others] = mayasRows as [(typeof mayasRows)[0], ...typeof mayasRows];
    await seatOf({ kind: "student", name: "Maya" }, [{ ...herself, me: { ...herself.me!, leaving: goes } }, ...others]);
    goOffline();
    await openApp("/me");
    await expect.element(page.getByText(told)).toBeVisible();
    await expect.element(button("Save my file")).toBeVisible();
    const saves = button("Save my file").element();
    expect(saves.compareDocumentPosition(page.getByRole("group", { name: "Photos of me" }).element())).toBe(
      Node.DOCUMENT_POSITION_FOLLOWING,
    );
  });

  test("is told to a family above their highlights, and to nobody else", async () => {
    const students = [{ id: "mayaperson00001", name: "Maya" }];
    const rosa = { seatKind: "family", name: "Rosa", students, roles: [] } as const;
    await seatOf(
      { kind: "family", name: "Rosa" },
      ortizsRows({ ...rosa, students: [...students], roles: [], leaving: goes }, []),
    );
    goOffline();
    await openApp("/highlights");
    await expect.element(page.getByText(told)).toBeVisible();
    await expect.element(button("Save the file of Maya")).toBeVisible();
  });
});
