import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { openPerson } from "./office";
import { button, comeBack, downloads, goOffline, link, openApp, schoolOpens, seatOf, signInAs } from "./phone";
import type { OpenSchool } from "./schools";
import { ortizsRows } from "./teacher";

let school: OpenSchool;
const family = { kind: "family", name: "Rosa" } as const;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));
afterEach(() => void vi.restoreAllMocks());

/** Presses, and looks into the file that is handed over. */
async function takes(name: string): Promise<string> {
  const handed = downloads();
  await button(name).click();
  await expect.element(page.getByText("The file is saved on this device.")).toBeInTheDocument();
  expect(handed.map(({ type }) => type)).toEqual(["application/zip"]);
  return await handed[0]!.text();
}

describe("what the school keeps of a student", () => {
  test("is saved by the student as one file, with a page to read in it", async () => {
    await signInAs(school, "Maya");
    await openApp("/me");
    const file = await takes("Save my file");
    expect(file.startsWith("PK")).toBe(true);
    expect(file).toContain("index.html");
    expect(file).toContain("pictures/");
  });

  test("is saved by a coordinator, for the family", async () => {
    await openPerson(school, "Ms. Reyes", "Maya");
    expect(await takes("Save the file of Maya")).toContain("index.html");
  });

  test("asks an adult who signed in long ago to sign in again", async () => {
    await openPerson(school, "Ms. Reyes", "Maya");
    const says = { code: "sign_in_fresh", detail: "This needs a fresh sign-in.", status: 403, title: "Forbidden" };
    const problem = { status: 403, headers: { "Content-Type": "application/problem+json" } };
    const ask = globalThis.fetch.bind(globalThis);
    // The app asks for other things meanwhile, which are answered as ever.
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      const address = String(input instanceof Request ? input.url : input);
      return address.endsWith("/record") ? new Response(JSON.stringify(says), problem) : await ask(input, init);
    });
    await button("Save the file of Maya").click();
    await expect.element(page.getByRole("alert").getByText("This needs a fresh sign-in.")).toBeVisible();
    await expect.element(link("Sign in again")).toHaveAttribute("href", "/staff");
  });

  test("is there for each student of a family, and needs internet", async () => {
    goOffline();
    const students = [
      { id: "mayaperson00001", name: "Maya" },
      { id: "samperson000001", name: "Sam" },
    ];
    await seatOf(family, ortizsRows({ seatKind: "family", name: "Rosa", students, roles: [] }, []));
    await openApp("/settings");
    await expect.element(button("Save the file of Maya")).toBeVisible();
    await button("Save the file of Sam").click();
    await expect.element(page.getByText("This needs internet. Try again when you have some.")).toBeVisible();
  });
});
