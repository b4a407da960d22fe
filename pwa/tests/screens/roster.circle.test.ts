import { beforeAll, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { newId } from "../../src/moment/ids";
import { addPerson } from "../../src/online/people";
import { changeSchool, endMember } from "../../src/online/school";
import { anotherPhone, card, circleInTheBooks, circlesInTheBooks, field, inSheet, line, openCircle } from "./office";
import { button, goOffline, heading, link, openApp, schoolOpens, sheet, signInAs, storeHere, comeBack } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});

const members = async (circle: string) => (await circleInTheBooks(circle)).members;
const adults = async (circle: string) => (await circleInTheBooks(circle)).staff;
const daysOn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe("a circle", () => {
  test("is renamed, repainted and moved by its teacher", async () => {
    await openCircle(school, "Ms. Ortiz", "Wall Crew");
    await button("Change").click();
    await expect.element(field("Name of the circle")).toHaveValue("Wall Crew");
    await expect.element(inSheet("Sea")).toHaveAttribute("aria-pressed", "true");
    await field("Name of the circle").fill("Mural Crew");
    await inSheet("Ochre").click();
    await field("Where they meet").fill("");
    await inSheet("Save").click();
    await expect.element(heading("Mural Crew")).toBeVisible();
    await expect.element(page.getByText("Peer network", { exact: true })).toBeVisible();
    expect(await circleInTheBooks("Mural Crew")).toMatchObject({ glaze: "ochre" });
    expect((await circlesInTheBooks()).map(({ name }) => name)).not.toContain("Wall Crew");
  });

  test.each([
    ["no name", "", "Something in name cannot be used. Change it and send it again."],
    ["nothing but signs that print nothing", "\u200b\u200d", "Something in name cannot be used."],
  ])("with %s keeps the one it has", async (_, name, sentence) => {
    await openCircle(school, "Ms. Ortiz", "Bench 4");
    await button("Change").click();
    await field("Name of the circle").fill(name);
    await inSheet("Save").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent(sentence);
    await inSheet("Cancel").click();
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(heading("Bench 4")).toBeVisible();
    await button("Change").click();
    await expect.element(field("Name of the circle")).toHaveValue("Bench 4");
  });

  test("stays as it is without internet, and says so in the sheet", async () => {
    await openCircle(school, "Ms. Ortiz", "Bench 4");
    await button("Change").click();
    goOffline();
    await field("Name of the circle").fill("Bench 5");
    await inSheet("Save").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("Nothing was changed. Try again in a moment.");
    await expect.element(field("Name of the circle")).toHaveValue("Bench 5");
    comeBack(school);
    await inSheet("Cancel").click();
    await expect.element(heading("Bench 4")).toBeVisible();
    expect(await circleInTheBooks("Bench 4")).toMatchObject({ glaze: "moss" });
  });

  test("that is in no hands of this teacher is not here, and leads back to those that are", async () => {
    await signInAs(school, "Ms. Ortiz");
    await openApp("/circles/nosuchcircle001");
    await expect.element(heading("This circle is not here")).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: "Circles" }).click();
    await expect.element(link("Bench 4")).toBeVisible();
  });
});

describe("the students of a circle", () => {
  test("are added with the school's own word for their role; who is in already is not offered", async () => {
    await signInAs(school, "Ms. Reyes");
    await changeSchool(await storeHere(), { roleLabels: { group_facilitator: "Anchor" } });
    await openCircle(school, "Ms. Reyes", "Bench 4");
    await button("Add a student").click();
    const who = sheet().getByRole("combobox", { name: "Who" });
    await expect.element(who.getByRole("option", { name: "Ana" })).toBeInTheDocument();
    await expect.element(who.getByRole("option", { name: "Theo" })).not.toBeInTheDocument();
    await who.selectOptions("Ana");
    await inSheet("Anchor").click();
    await sheet().getByLabelText("Focus student").click();
    await inSheet("Add a student").click();
    await expect.element(line("Ana").getByText("Anchor")).toBeVisible();
    await expect.element(line("Ana").getByText("Focus student")).toBeVisible();
    expect(await members("Bench 4")).toContainEqual(
      expect.objectContaining({ name: "Ana", role: "group_facilitator", focus: true }),
    );
  });

  test("nobody is added while nobody is chosen", async () => {
    await openCircle(school, "Ms. Reyes", "The Drum Room");
    const before = await members("The Drum Room");
    await button("Add a student").click();
    await expect.element(sheet().getByRole("option", { name: "Dre" })).toBeInTheDocument();
    await inSheet("Add a student").click();
    await expect.element(sheet()).toBeVisible();
    expect(await members("The Drum Room")).toEqual(before);
  });

  test("a teacher is offered only students they look after", async () => {
    await signInAs(school, "Ms. Reyes");
    await addPerson(await storeHere(), { id: newId(), name: "Wren", kind: "student" });
    await anotherPhone();
    await openCircle(school, "Ms. Ortiz", "The Drum Room");
    await button("Add a student").click();
    await expect.element(sheet().getByRole("option", { name: "Ivy" })).toBeInTheDocument();
    await expect.element(sheet().getByRole("option", { name: "Wren" })).not.toBeInTheDocument();
  });

  test("one is taken out after a question, and whoever thinks better of it takes nobody out", async () => {
    await openCircle(school, "Ms. Ortiz", "The Drum Room");
    await button("Take Leo out of the circle?").click();
    await expect.element(sheet().getByText("What Leo kept before stays with the teacher.")).toBeVisible();
    await inSheet("Cancel").click();
    await expect.element(link("Leo")).toBeVisible();
    await button("Take Leo out of the circle?").click();
    await inSheet("Take out of the circle").click();
    await expect.element(link("Leo")).not.toBeInTheDocument();
    await expect.element(sheet()).not.toBeInTheDocument();
    expect((await members("The Drum Room")).map(({ name }) => name)).toEqual(["Ana", "Maya", "Sam"]);
  });

  test("nobody is taken out without internet", async () => {
    await openCircle(school, "Ms. Ortiz", "The Drum Room");
    await button("Take Sam out of the circle?").click();
    goOffline();
    await inSheet("Take out of the circle").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("Nothing was changed.");
    comeBack(school);
    await inSheet("Cancel").click();
    await expect.element(link("Sam")).toBeVisible();
    expect((await members("The Drum Room")).map(({ name }) => name)).toContain("Sam");
  });

  test("whoever was taken out by a colleague meanwhile is told so", async () => {
    await openCircle(school, "Ms. Ortiz", "Bench 4");
    await button("Take Dre out of the circle?").click();
    const { id, members: all } = await circleInTheBooks("Bench 4");
    await endMember(await storeHere(), id, all.find(({ name }) => name === "Dre")!.id);
    await inSheet("Take out of the circle").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("This is not here, or it is not yours to see.");
  });
});

describe("the adults of a circle", () => {
  test("a cover has a last day that counts to its end, and is given once however often it is pressed", async () => {
    await openCircle(school, "Ms. Reyes", "Bench 4");
    await button("Add an adult").click();
    await sheet().getByRole("combobox", { name: "Who" }).selectOptions("Mr. Bell");
    await expect.element(field("Last day")).not.toBeInTheDocument();
    await inSheet("Covers for the teacher").click();
    await field("Last day").fill(daysOn(4));
    await inSheet("Add an adult").dblClick();
    await expect.element(card("Adults").getByText(/^Covers for the teacher, until/)).toBeVisible();
    const covers = (await adults("Bench 4")).filter(({ role }) => role === "cover");
    expect(covers).toHaveLength(1);
    // Midnight of the school in Chicago is five or six in the morning in Greenwich, on the day after.
    expect(covers[0]!.until).toMatch(new RegExp(`^${daysOn(5)}T0[45]:59`));
  });

  test.each([
    ["no last day", "", "Something in until cannot be used."],
    ["a last day that is over", daysOn(-3), "Something in until cannot be used."],
    ["a last day further off than five school days", daysOn(9), "A cover runs for five school days at most."],
  ])("a cover with %s is refused", async (_, day, why) => {
    await openCircle(school, "Ms. Reyes", "The Drum Room");
    await button("Add an adult").click();
    await sheet().getByRole("combobox", { name: "Who" }).selectOptions("Ms. Reyes");
    await inSheet("Covers for the teacher").click();
    await field("Last day").fill(day);
    await inSheet("Add an adult").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent(why);
    expect((await adults("The Drum Room")).filter(({ role }) => role === "cover")).toEqual([]);
  });

  test("a supporting adult needs no last day, and is ended by name after a question", async () => {
    await openCircle(school, "Ms. Reyes", "The Drum Room");
    await button("Add an adult").click();
    await sheet().getByRole("combobox", { name: "Who" }).selectOptions("Ms. Reyes");
    await inSheet("Supporting adult").click();
    await inSheet("Add an adult").click();
    await button("End the part of Ms. Reyes?").click();
    await expect.element(sheet().getByText("Ms. Reyes no longer sees this circle, from now on.")).toBeVisible();
    await inSheet("End").click();
    await expect.element(button("End the part of Ms. Reyes?")).not.toBeInTheDocument();
    expect((await adults("The Drum Room")).map(({ name }) => name)).toEqual(["Mr. Bell", "Ms. Ortiz"]);
  });

  test("a teacher sees them with their parts and changes none", async () => {
    await openCircle(school, "Ms. Ortiz", "The Drum Room");
    await expect.element(card("Adults").getByText("Supporting adult")).toBeVisible();
    await expect.element(button(/^End the part/)).not.toBeInTheDocument();
    await expect.element(button("Add an adult")).not.toBeInTheDocument();
  });

  test("whose part was ended no longer finds the circle, once the school was asked", async () => {
    await openCircle(school, "Ms. Reyes", "Bench 4");
    await button("End the part of Ms. Ortiz?").click();
    await inSheet("End").click();
    await expect.element(button("End the part of Ms. Ortiz?")).not.toBeInTheDocument();
    const { id } = await circleInTheBooks("Bench 4");
    await anotherPhone();
    await signInAs(school, "Ms. Ortiz");
    await openApp(`/circles/${id}`);
    await expect.element(heading("This circle is not here")).toBeVisible();
  });
});
