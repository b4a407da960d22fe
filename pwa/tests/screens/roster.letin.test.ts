import { beforeAll, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { anotherPhone, field, inSheet, openCircle, openPerson, typeAt } from "./office";
import { button, comeBack, goOffline, heading, openApp, schoolOpens, sheet, until } from "./phone";
import { seatsHere } from "../../src/store/device";
import type { OpenSchool } from "./schools";

let school: OpenSchool;
const label = "The code from my teacher";

beforeAll(async () => {
  school = await schoolOpens();
});

const shown = () => sheet().getByText(/^[A-Z0-9]{8}$/);
const mismatch = "That didn't match. Check it and try again.";

/** Ms. Ortiz reads out a code for somebody of the Drum Room. */
async function codeFor(name: string): Promise<string> {
  await openCircle(school, "Ms. Ortiz", "The Drum Room");
  await button(`Let ${name} in`).click();
  return await read();
}

async function read(): Promise<string> {
  await expect.element(shown()).toBeVisible();
  return shown().element().textContent;
}

describe("letting a student in", () => {
  test("the teacher sees a code, how long it is good, and where it is typed", async () => {
    await codeFor("Leo");
    await expect
      .element(sheet().getByText('Leo types this on their own phone, under "Ask my teacher to let me in".'))
      .toBeVisible();
    await expect.element(sheet().getByText(/^Good until \d+:\d\d.*, for one use\.$/)).toBeVisible();
  });

  test("the words on the teacher's screen are the words on the student's door", async () => {
    await codeFor("Leo");
    const [, named = ""] =
      /under "(.+)"/.exec(
        sheet()
          .getByText(/types this/)
          .element().textContent,
      ) ?? [];
    await anotherPhone();
    await openApp("/");
    await expect.element(page.getByRole("link", { name: named })).toBeVisible();
  });

  test.each([
    ["as it stands there", (code: string) => code],
    ["in small letters, with a space", (code: string) => ` ${code.slice(0, 4)} ${code.slice(4)} `.toLowerCase()],
    ["with a dash", (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`],
  ])("the student types it %s and is in, on a phone of their own", async (_, typed) => {
    const code = await codeFor("Leo");
    await anotherPhone();
    await typeAt("/let-in", label, typed(code));
    await expect.element(heading("My circles")).toBeVisible();
    expect(await seatsHere()).toMatchObject([{ name: "Leo", kind: "student" }]);
  });

  test("it opens once: whoever heard it too does not get in", async () => {
    const code = await codeFor("Ana");
    await anotherPhone();
    await typeAt("/let-in", label, code);
    await expect.element(heading("My circles")).toBeVisible();
    await anotherPhone();
    await typeAt("/let-in", label, code);
    await expect.element(page.getByRole("main").getByText(mismatch)).toBeVisible();
    await expect.element(heading("Ask your teacher")).toBeVisible();
    expect(await seatsHere()).toEqual([]);
  });

  test("a new code takes the place of the one before", async () => {
    const old = await codeFor("Sam");
    await inSheet("New code").click();
    await until(() => shown().query()?.textContent !== old);
    const next = await read();
    await anotherPhone();
    await typeAt("/let-in", label, old);
    await expect.element(page.getByRole("main").getByText(mismatch)).toBeVisible();
    await field(label).fill(next);
    await button("Open").click();
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("each time the sheet is opened there is a code of its own, and none stays behind", async () => {
    const first = await codeFor("Maya");
    await inSheet("Done").click();
    goOffline();
    await button("Let Maya in").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("The school can't be reached just now.");
    await expect.element(page.getByText(first)).not.toBeInTheDocument();
    comeBack(school);
    await inSheet("Try again").click();
    await expect.element(shown()).not.toHaveTextContent(first);
    expect(await read()).not.toBe(first);
  });

  test("without internet there is no code, and Try again brings one when it is back", async () => {
    await openPerson(school, "Ms. Ortiz", "Maya");
    goOffline();
    await button("Let in with a code").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("The school can't be reached just now.");
    await expect.element(shown()).not.toBeInTheDocument();
    comeBack(school);
    await inSheet("Try again").click();
    await expect.element(shown()).toBeVisible();
    await expect.element(sheet().getByRole("alert")).not.toBeInTheDocument();
  });
});

describe("the student's side of it", () => {
  test.each([
    ["signs that are no code", "??!!"],
    ["a link to somewhere else", "https://elsewhere.example/menu"],
  ])("%s are refused on the phone, and stay in the field to be mended", async (_, typed) => {
    goOffline();
    await typeAt("/let-in", label, typed);
    await expect.element(page.getByRole("main").getByText(mismatch)).toBeVisible();
    await expect.element(field(label)).toHaveValue(typed);
    comeBack(school);
  });

  test("an empty field is not sent", async () => {
    await typeAt("/let-in", label, "");
    await expect.element(field(label)).toBeInvalid();
    await expect.element(page.getByRole("main").getByText(mismatch)).not.toBeInTheDocument();
  });

  test("without internet it says that it needs internet, and the same code works afterwards", async () => {
    const code = await codeFor("Maya");
    await anotherPhone();
    goOffline();
    await typeAt("/let-in", label, code);
    await expect.element(page.getByRole("main").getByText("You need internet to sign in.")).toBeVisible();
    comeBack(school);
    await button("Open").dblClick();
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("after five codes that were wrong it asks to wait, also when the sixth is right", async () => {
    const code = await codeFor("Maya");
    await anotherPhone();
    for (const wrong of ["AAAA2222", "BBBB2222", "CCCC2222", "DDDD2222", "EEEE2222"]) {
      await typeAt("/let-in", label, wrong);
      await expect.element(page.getByRole("main").getByText(mismatch)).toBeVisible();
    }
    await typeAt("/let-in", label, code);
    await expect
      .element(page.getByRole("main").getByText("Too many tries. Wait a bit, or ask your teacher."))
      .toBeVisible();
    expect(await seatsHere()).toEqual([]);
  });
});
