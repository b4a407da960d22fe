import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { bench } from "../../src/screens/desk/fixtures.testing";
import { mayaHerself } from "../../src/store/people.testing";
import { atTop, circlesInTheBooks, field, inSheet } from "./office";
import { button, comeBack, goOffline, heading, link, openApp, schoolOpens, seatOf, sheet, signInAs } from "./phone";
import type { OpenSchool } from "./schools";

const unreachable = "The school can't be reached just now. Nothing was changed. Try again in a moment.";

describe("the circles of a school", () => {
  let school: OpenSchool;

  beforeAll(async () => {
    school = await schoolOpens();
  });

  async function begin(adult = "Ms. Reyes") {
    await signInAs(school, adult);
    await link("Circles").click();
    await expect.element(link("Bench 4")).toBeVisible();
  }

  async function named(name: string) {
    return (await circlesInTheBooks()).filter((circle) => circle.name === name);
  }

  test("say how many are in them and who looks after them", async () => {
    await begin();
    const pocket = page.getByRole("listitem").filter({ has: link("The Drum Room") });
    await expect.element(pocket.getByText("4 students. Mr. Bell and Ms. Ortiz")).toBeVisible();
  });

  test("a new one opens at once, with its kind and place, and nobody in it", async () => {
    await begin();
    await button("Add a circle").click();
    await field("Name of the circle").fill("Paper Boats");
    await inSheet("Peer support in class").click();
    await expect.element(inSheet("Peer network")).toHaveAttribute("aria-pressed", "false");
    await inSheet("Plum").click();
    await field("Where they meet").fill("Library");
    await inSheet("Add a circle").click();
    await expect.element(heading("Paper Boats")).toBeVisible();
    await expect.element(page.getByText("Peer support in class · Library")).toBeVisible();
    await expect.element(page.getByText("Nobody is in it yet.")).toBeVisible();
    await expect.element(page.getByText("No teacher yet")).toBeVisible();
    expect(await named("Paper Boats")).toMatchObject([{ kind: "peer_support", glaze: "plum", place: "Library" }]);
  });

  test("one without a name is refused, and what was chosen is still there for the next try", async () => {
    await begin();
    await button("Add a circle").click();
    await field("Name of the circle").fill("   ");
    await inSheet("Sea").click();
    await inSheet("Add a circle").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("Something in name cannot be used.");
    await expect.element(inSheet("Sea")).toHaveAttribute("aria-pressed", "true");
    await field("Name of the circle").fill("Tide Pool");
    await inSheet("Add a circle").click();
    await expect.element(heading("Tide Pool")).toBeVisible();
    expect(await named("Tide Pool")).toMatchObject([{ glaze: "sea", kind: "peer_network" }]);
  });

  test.each([
    ["sixty letters", "The people who water the beans behind the east wall on Fridays".slice(0, 60)],
    ["Arabic", "دائرة الأصدقاء في المكتبة"],
  ])("a name of %s stands whole in the list, and no wider than the phone", async (_, name) => {
    await begin();
    await button("Add a circle").click();
    await field("Name of the circle").fill(`${name}  `);
    await inSheet("Add a circle").click();
    await expect.element(heading(name)).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: "Circles" }).click();
    await expect.element(link(name)).toBeVisible();
    const { left, right } = link(name).element().getBoundingClientRect();
    expect([left >= 0, right <= innerWidth]).toEqual([true, true]);
  });

  test("a press that got no answer is made good by the next one, and there is one circle", async () => {
    await begin();
    await button("Add a circle").click();
    await field("Name of the circle").fill("Night Owls");
    goOffline();
    await inSheet("Add a circle").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent(unreachable);
    comeBack(school);
    expect(await named("Night Owls")).toEqual([]);
    await inSheet("Add a circle").dblClick();
    await atTop("Night Owls");
    expect(await named("Night Owls")).toHaveLength(1);
  });

  test("are made by coordinators: a teacher has no button for it, and sees the circles of their own", async () => {
    await begin("Ms. Ortiz");
    await expect.element(button("Add a circle")).not.toBeInTheDocument();
    await expect.element(link("Paper Boats")).not.toBeInTheDocument();
  });
});

describe("without the school", () => {
  const staffRow = {
    key: `staff:${bench.id}`,
    kind: "circle" as const,
    id: bench.id,
    seq: 2,
    mark: "c",
    circle: bench,
  };
  const meRow = {
    key: "seat:o",
    kind: "me" as const,
    id: "me",
    seq: 1,
    mark: "m",
    me: { ...mayaHerself, name: "Ms. Ortiz" },
  };

  beforeEach(goOffline);

  test("a teacher has the circles that this phone holds, with who is in them", async () => {
    const staff = [{ id: "ortizperson0001", name: "Ms. Ortiz" }];
    await seatOf({ kind: "staff", name: "Ms. Ortiz" }, [meRow, { ...staffRow, circle: { ...bench, staff } }]);
    await openApp("/circles");
    await expect.element(link("Bench 4")).toBeVisible();
    await expect.element(page.getByText("3 students. Ms. Ortiz")).toBeVisible();
  });

  test("a circle that this phone holds shows how its students stand, and nothing that needs the school", async () => {
    await seatOf({ kind: "staff", name: "Ms. Ortiz" }, [meRow, staffRow]);
    await openApp(`/circles/${bench.id}`);
    await expect.element(heading("Bench 4")).toBeVisible();
    await expect.element(page.getByText("Always yes to being shown")).toBeVisible();
    await expect.element(page.getByText("This needs internet. What you see here is kept on this phone.")).toBeVisible();
    await expect.element(button(/^Orientation of Theo/)).toBeVisible();
    for (const act of ["Change", "Add a student", "Take Theo out of the circle?", "Add an adult"]) {
      await expect.element(button(act)).not.toBeInTheDocument();
    }
  });

  test("a teacher without any circle is told that it could not be asked, not that there is none", async () => {
    await seatOf({ kind: "staff", name: "Mr. Moss" }, [meRow]);
    await openApp("/circles");
    await expect.element(page.getByRole("alert")).toHaveTextContent(unreachable);
    await expect.element(page.getByText("No circle yet")).not.toBeInTheDocument();
    await expect.element(button("Try again")).toBeVisible();
  });

  test("a coordinator is not told that a circle is gone, only that it could not be asked for", async () => {
    await seatOf({ kind: "staff", name: "Ms. Reyes", coordinator: true }, [meRow]);
    await openApp(`/circles/${bench.id}`);
    await expect.element(page.getByRole("alert")).toHaveTextContent(unreachable);
    await expect.element(heading("Circles")).toBeVisible();
    await expect.element(page.getByText("It may be in the hands of someone else now.")).not.toBeInTheDocument();
  });
});
