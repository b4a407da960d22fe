import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { seatsHere } from "../../src/store/device";
import { anotherPhone, card, field, inSheet, line, openPerson, personInTheBooks } from "./office";
import { button, comeBack, goOffline, heading, openApp, schoolOpens, sheet, until } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));

const unchanged = "The school can't be reached just now. Nothing was changed.";
const address = () => page.getByRole("article").getByText(/\/i#[\w-]{20,}$/);

/** The way into the app that the letter on the screen prints. */
async function letter(): Promise<string> {
  await expect.element(address()).toBeVisible();
  const { pathname, hash } = new URL(address().element().textContent);
  return pathname + hash;
}

async function addFamily(name: string, more: () => Promise<void> = () => Promise.resolve()) {
  await button("Add a family member").click();
  await field("Name").fill(name);
  await more();
  await inSheet("Add a family member").click();
}

const families = async () => (await personInTheBooks()).families;

describe("a family member", () => {
  test("is added once however often it is pressed, with a letter that says who, how and until when", async () => {
    await openPerson(school, "Ms. Ortiz", "Leo");
    await expect.element(card("Family").getByText("No family member yet.")).toBeVisible();
    await button("Add a family member").click();
    await field("Name").fill("Leo's father");
    await inSheet("Add a family member").dblClick();
    const paper = page.getByRole("article");
    await expect.element(paper.getByText("Dear Leo's father,")).toBeVisible();
    await expect.element(paper.getByText("Leo is in a circle of friends at school.", { exact: false })).toBeVisible();
    await expect.element(paper.getByRole("img", { name: "Code of Leo's father" })).toBeVisible();
    await expect.element(paper.getByText(/^The code opens once, until .+\. If it is too late/)).toBeVisible();
    await expect.element(paper.getByText("Riverside")).toBeVisible();
    await expect.element(line("Leo's father").getByText("Has not opened a letter yet")).toBeVisible();
    expect(await families()).toHaveLength(1);
  });

  test("opens the letter on their own phone, once; the teacher then sees that they did", async () => {
    await openPerson(school, "Ms. Ortiz", "Leo");
    await addFamily("أم ليو");
    const way = await letter();
    await anotherPhone();
    await openApp(way);
    await expect.element(button("Open")).toBeVisible();
    expect(location.hash).toBe("");
    await button("Open").click();
    await until(() => location.pathname === "/highlights");
    expect(await seatsHere()).toMatchObject([{ name: "أم ليو", kind: "family" }]);
    await anotherPhone();
    await openPerson(school, "Ms. Ortiz", "Leo");
    await expect.element(line("أم ليو").getByText("Has opened the letter")).toBeVisible();
    await anotherPhone();
    await openApp(way);
    await button("Open").click();
    await expect
      .element(page.getByRole("main").getByText("This link is used or too old. Ask the school for a new one."))
      .toBeVisible();
    expect(await seatsHere()).toEqual([]);
  });

  test("with a new letter: the one before opens nothing any more", async () => {
    await openPerson(school, "Ms. Ortiz", "Ivy");
    await addFamily("Ivy's aunt");
    const old = await letter();
    await button("New letter for Ivy's aunt").click();
    await until(() => !address().element().textContent.endsWith(old));
    const next = await letter();
    await anotherPhone();
    await openApp(old);
    await button("Open").click();
    await expect.element(page.getByRole("main").getByText(/^This link is used or too old/)).toBeVisible();
    await openApp(next);
    await button("Open").click();
    await until(() => location.pathname === "/highlights");
  });

  test("without a name is refused, and without internet nobody is added", async () => {
    await openPerson(school, "Ms. Ortiz", "Dre");
    await addFamily("");
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("Something in name cannot be used.");
    goOffline();
    await field("Name").fill("Dre's mother");
    await inSheet("Add a family member").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent(unchanged);
    await expect.element(field("Name")).toHaveValue("Dre's mother");
    comeBack(school);
    expect(await families()).toEqual([]);
  });

  test("who may not see anything gets no letter", async () => {
    await openPerson(school, "Ms. Ortiz", "Noor");
    await addFamily("Noor's uncle", async () => await sheet().getByLabelText("May not see anything").click());
    await expect.element(line("Noor's uncle").getByText("May not see anything")).toBeVisible();
    await expect.element(page.getByRole("article")).not.toBeInTheDocument();
    await expect.element(button("New letter for Noor's uncle")).not.toBeInTheDocument();
    expect(await families()).toMatchObject([{ name: "Noor's uncle", restricted: true }]);
  });

  test("is closed by a teacher at once, with the letter on the screen; only a coordinator opens again", async () => {
    await openPerson(school, "Ms. Ortiz", "Theo");
    await addFamily("Theo's mother");
    await letter();
    await button("Close for Theo's mother").click();
    await expect.element(line("Theo's mother").getByText("May not see anything")).toBeVisible();
    await expect.element(page.getByRole("article")).not.toBeInTheDocument();
    await expect.element(button("Open for Theo's mother again")).not.toBeInTheDocument();
    await anotherPhone();
    await openPerson(school, "Ms. Reyes", "Theo");
    await button("Open for Theo's mother again").click();
    await expect.element(line("Theo's mother").getByText("Has not opened a letter yet")).toBeVisible();
    expect(await families()).toMatchObject([{ restricted: false }]);
  });

  test("is not closed without internet, and the page does not say so", async () => {
    await openPerson(school, "Ms. Ortiz", "Sam");
    goOffline();
    await button("Close for Joan").click();
    await expect.element(card("Family").getByRole("alert")).toHaveTextContent(unchanged);
    await expect.element(line("Joan").getByText("May not see anything")).not.toBeInTheDocument();
    comeBack(school);
    expect(await families()).toMatchObject([{ name: "Joan", restricted: false }]);
  });

  test("whose link is ended after a question is gone, and their unopened letter with them", async () => {
    await openPerson(school, "Ms. Ortiz", "Ana");
    await addFamily("Ana's neighbour");
    const way = await letter();
    await button("End the link of Ana's neighbour?").click();
    await expect
      .element(sheet().getByText("Ana's neighbour sees nothing of this student any more, from now on."))
      .toBeVisible();
    await inSheet("Cancel").click();
    await expect.element(line("Ana's neighbour").first()).toBeVisible();
    await button("End the link of Ana's neighbour?").click();
    await inSheet("End").click();
    await expect.element(button("End the link of Ana's neighbour?")).not.toBeInTheDocument();
    await expect.element(page.getByRole("article")).not.toBeInTheDocument();
    expect((await families()).map(({ name }) => name)).toEqual(["Vera"]);
    await anotherPhone();
    await openApp(way);
    await button("Open").click();
    await expect.element(heading("Welcome to Kith")).toBeVisible();
    await expect.element(page.getByRole("main").getByText(/^This link is used or too old/)).toBeVisible();
  });
});
