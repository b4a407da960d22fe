import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { SeatKind } from "../../src/api/contract";
import { newId } from "../../src/moment/ids";
import { addPerson, listPeople } from "../../src/online/people";
import { bench } from "../../src/screens/desk/fixtures.testing";
import { mayaHerself } from "../../src/store/people.testing";
import { field, inSheet, line } from "./office";
import {
  button,
  comeBack,
  goOffline,
  heading,
  link,
  openApp,
  schoolOpens,
  seatOf,
  sheet,
  signInAs,
  storeHere,
} from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});

beforeEach(() => comeBack(school));

const unreachable = "The school can't be reached just now. Nothing was changed. Try again in a moment.";

/** Who of one kind the school's own books hold under that name. */
async function inTheBooks(name: string, kind: SeatKind) {
  return (await listPeople(await storeHere(), { kind })).people.filter((person) => person.name === name);
}

describe("everybody of the school", () => {
  beforeEach(async () => {
    await signInAs(school, "Ms. Reyes");
    await link("People").click();
    await expect.element(heading("People")).toBeVisible();
    await expect.element(link("Sam")).toBeVisible();
  });

  test("stands there by kind", async () => {
    await button("Families").click();
    await expect.element(link("Joan")).toBeVisible();
    await expect.element(link("Sam")).not.toBeInTheDocument();
    await expect.element(button(/^Add a/)).not.toBeInTheDocument();
    await button("Colleagues").click();
    await expect.element(line("Ms. Reyes").getByText("Coordinator")).toBeVisible();
    await expect.element(line("Mr. Bell").getByText("Coordinator")).not.toBeInTheDocument();
  });

  test("with what is left to do for a student: a badge that was made, one that was not, who is family", async () => {
    await expect.element(line("Maya").getByText("Has a badge")).toBeVisible();
    await expect.element(line("Maya").getByText("1 family member")).toBeVisible();
    await expect.element(line("Leo").getByText("No badge yet")).toBeVisible();
    await expect.element(line("Leo").getByText(/family member/)).not.toBeInTheDocument();
  });

  test("the chosen kind is in the address: the page that is opened anew shows it", async () => {
    await button("Colleagues").click();
    await expect.element(link("Mr. Bell")).toBeVisible();
    await openApp(location.pathname + location.search);
    await expect.element(button("Colleagues")).toHaveAttribute("aria-pressed", "true");
    await expect.element(link("Mr. Bell")).toBeVisible();
  });

  test("a student who was added is there on a page that is opened anew", async () => {
    await button("Add a student").click();
    await field("First name").fill("Wren");
    await inSheet("Add a student").click();
    await expect.element(page.getByText("Wren is added.").first()).toBeInTheDocument();
    await openApp("/people");
    await expect.element(link("Wren")).toBeVisible();
  });

  test.each([
    ["Abdurrahman Maximilian Featherstonehaugh Cholmondeley the II", "sixty letters"],
    ["عبد الرحمن بن خالد", "Arabic"],
    ["Nguyễn Thị Ánh", "marks above and below"],
  ])("%s stands whole in the list (%s), and no wider than the phone", async (name) => {
    await button("Add a student").click();
    await field("First name").fill(name);
    await inSheet("Add a student").click();
    await inSheet("Done").click();
    await expect.element(link(name)).toBeVisible();
    const { left, right } = link(name).element().getBoundingClientRect();
    expect([left >= 0, right <= innerWidth]).toEqual([true, true]);
  });

  test("a whole list is typed in one go: the field is empty for the next, and each is there once", async () => {
    await button("Add a student").click();
    await field("First name").fill("Pia");
    await inSheet("Add a student").dblClick();
    await expect.element(sheet().getByText("Pia is added.")).toBeVisible();
    await expect.element(field("First name")).toHaveValue("");
    await field("First name").fill("Quin");
    await inSheet("Add another").click();
    await expect.element(sheet().getByText("Quin is added.")).toBeVisible();
    await inSheet("Done").click();
    for (const name of ["Pia", "Quin"]) expect(await inTheBooks(name, "student")).toHaveLength(1);
    await button("Add a student").click();
    await expect.element(sheet().getByText("Quin is added.")).not.toBeInTheDocument();
  });

  test("a press that got no answer is made good by the next one, and nobody is there twice", async () => {
    await button("Add a student").click();
    await field("First name").fill("Juno");
    goOffline();
    await inSheet("Add a student").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent(unreachable);
    await expect.element(field("First name")).toHaveValue("Juno");
    comeBack(school);
    expect(await inTheBooks("Juno", "student")).toEqual([]);
    await inSheet("Add a student").click();
    await expect.element(sheet().getByText("Juno is added.")).toBeVisible();
    expect(await inTheBooks("Juno", "student")).toHaveLength(1);
  });

  test("a student without a name is not added", async () => {
    await button("Add a student").click();
    await inSheet("Add a student").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("Something in name cannot be used.");
    await expect.element(sheet().getByText(/is added/)).not.toBeInTheDocument();
  });

  test("a colleague gets a link, shown once, and may coordinate", async () => {
    await button("Colleagues").click();
    await button("Add a colleague").click();
    await field("Name").fill("Mr. Moss");
    await field("Mail address").fill("  Moss@Riverside.example ");
    await sheet().getByLabelText("Also a coordinator").click();
    await inSheet("Add a colleague").click();
    await expect.element(sheet().getByText(/\/i#[\w-]{20,}$/)).toBeVisible();
    await expect.element(sheet().getByLabelText("Also a coordinator")).not.toBeChecked();
    await inSheet("Done").click();
    await expect.element(line("Mr. Moss").getByText("Coordinator")).toBeVisible();
    await button("Add a colleague").click();
    await expect.element(sheet().getByText(/\/i#/)).not.toBeInTheDocument();
  });

  test.each([
    ["no mail address", ""],
    ["what is no mail address", "moss at riverside"],
    ["the address of a colleague who is here", "ortiz@riverside.example"],
  ])("a colleague with %s is refused and not added", async (_, mail) => {
    await button("Colleagues").click();
    await button("Add a colleague").click();
    await field("Name").fill("Mr. Fern");
    await field("Mail address").fill(mail);
    await inSheet("Add a colleague").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("Something in mail cannot be used.");
    await expect.element(field("Name")).toHaveValue("Mr. Fern");
    expect(await inTheBooks("Mr. Fern", "staff")).toEqual([]);
  });

  test("more than fifty are shown page after page, each once, and none is left out", async () => {
    const seat = await storeHere();
    for (let number = 10; number < 65; number++) {
      await addPerson(seat, { id: newId(), name: `Year ${number}`, kind: "student" });
    }
    await openApp("/people");
    await expect.element(link("Ana")).toBeVisible();
    await expect.element(link("Year 64")).not.toBeInTheDocument();
    await button("Show more").dblClick();
    await expect.element(link("Year 64")).toBeVisible();
    await expect.element(link("Ana")).toBeVisible();
    await expect.element(button("Show more")).not.toBeInTheDocument();
    const names = page.getByRole("main").getByRole("link", { name: /^Year/ });
    expect(new Set(names.elements().map((each) => each.textContent)).size).toBe(names.elements().length);
    expect(names.elements()).toHaveLength(55);
  });

  test("more of them without internet says so, and keeps those that are shown", async () => {
    await openApp("/people");
    await expect.element(button("Show more")).toBeVisible();
    goOffline();
    await button("Show more").click();
    await expect.element(page.getByRole("alert")).toHaveTextContent(unreachable);
    await expect.element(link("Ana")).toBeVisible();
  });

  test("another kind that could not be asked for is not the list of the one before", async () => {
    goOffline();
    await button("Families").click();
    await expect.element(page.getByRole("alert")).toHaveTextContent(unreachable);
    await expect.element(link("Sam")).not.toBeInTheDocument();
    comeBack(school);
    await button("Try again").click();
    await expect.element(link("Joan")).toBeVisible();
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });
});

describe("a teacher", () => {
  test("sees the students, adults and families of their own circles, and adds nobody", async () => {
    await signInAs(school, "Ms. Ortiz");
    await link("People").click();
    await expect.element(link("Sam")).toBeVisible();
    await expect.element(link("Wren")).not.toBeInTheDocument();
    await expect.element(button("Add a student")).not.toBeInTheDocument();
    await button("Colleagues").click();
    await expect.element(link("Mr. Bell")).toBeVisible();
    await expect.element(link("Ms. Reyes")).not.toBeInTheDocument();
    await expect.element(button("Add a colleague")).not.toBeInTheDocument();
  });

  test("without internet finds the students of their circles, with no word about badges that nobody told", async () => {
    goOffline();
    const me = { ...mayaHerself, name: "Ms. Ortiz" };
    await seatOf({ kind: "staff", name: "Ms. Ortiz" }, [
      { key: "seat:o", kind: "me", id: "me", seq: 1, mark: "m", me },
      { key: `staff:${bench.id}`, kind: "circle", id: bench.id, seq: 2, mark: "c", circle: bench },
    ]);
    await openApp("/people");
    await expect.element(page.getByText("These are the people of your circles, as this phone has them.")).toBeVisible();
    await expect.element(link("Dre")).toHaveAttribute("href", "/people/dreperson000001");
    await expect.element(page.getByText("No badge yet")).not.toBeInTheDocument();
    await button("Families").click();
    await expect.element(link("Dre")).not.toBeInTheDocument();
  });
});
