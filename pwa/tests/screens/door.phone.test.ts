import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { leave } from "../../src/online/signOut";
import { lockSeat, noteSeat, seatsHere } from "../../src/store/device";
import { keepDraft, drafts } from "../../src/store/drafts";
import { lunch, lunchDraft, mayaHerself, mayasRows } from "../../src/store/people.testing";
import { bench } from "../../src/screens/desk/fixtures.testing";
import { closeSeat, openSeat } from "../../src/store/seat";
import { newId } from "../../src/moment/ids";
import { anotherPhone, typeAt } from "./office";
import { button, comeBack, goOffline, heading, link, openApp, schoolOpens, seatOf, signInAs, until } from "./phone";
import type { OpenSchool } from "./schools";

const door = "Hi. Who's here?";
const known = () => page.getByRole("region", { name: "On this phone" });
const names = () =>
  known()
    .getByRole("button")
    .elements()
    .map((each) => each.textContent.trim().split(" ").pop());

const ortizRows = [
  { key: "seat:o", kind: "me" as const, id: "me", seq: 1, mark: "m", me: { ...mayaHerself, name: "Ms. Ortiz" } },
  { key: `staff:${bench.id}`, kind: "circle" as const, id: bench.id, seq: 2, mark: "c", circle: bench },
];

describe("a phone without internet", () => {
  beforeEach(goOffline);

  test("that nobody has used asks who is here, and names nobody", async () => {
    await openApp("/");
    await expect.element(heading(door)).toBeVisible();
    for (const way of ["Scan my badge", "Type my code", "Ask my teacher to let me in", "I work at the school"]) {
      await expect.element(link(way)).toBeVisible();
    }
    await expect.element(known()).not.toBeInTheDocument();
  });

  test("with one person opens for them; with two it asks, last used first, and opens for whoever was chosen", async () => {
    await seatOf({ kind: "student", name: "Maya" }, mayasRows);
    await openApp("/");
    await expect.element(heading("My circles")).toBeVisible();
    await seatOf({ kind: "student", name: "Theo" });
    await openApp("/");
    await expect.element(heading(door)).toBeVisible();
    await expect.element(known()).toBeVisible();
    expect(names()).toEqual(["Theo", "Maya"]);
    await button("Maya").click();
    await expect.element(link(/^Lunch circle/)).toHaveAttribute("href", `/circles/${lunch}`);
    await openApp("/?who");
    await expect.element(known()).toBeVisible();
    expect(names()).toEqual(["Maya", "Theo"]);
  });

  test.each([
    ["a student", { kind: "student" as const, name: "Maya" }, "/circles"],
    ["a teacher", { kind: "staff" as const, name: "Ms. Ortiz" }, "/queue"],
    ["a coordinator", { kind: "staff" as const, name: "Ms. Reyes", coordinator: true }, "/today"],
    ["a family member", { kind: "family" as const, name: "Rosa" }, "/highlights"],
  ])("opens %s where they start, however often their name is tapped", async (_, who, home) => {
    await seatOf(who);
    await seatOf({ kind: "student", name: "Dre" });
    await openApp("/");
    await button(who.name).dblClick();
    await until(() => location.pathname === home);
    await expect.element(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect((await seatsHere()).map(({ name }) => name)).toEqual([who.name, "Dre"]);
  });

  test("shows a student nothing of a teacher's, at an address that both have and at one that they do not", async () => {
    await seatOf({ kind: "staff", name: "Ms. Ortiz" }, ortizRows);
    await seatOf({ kind: "student", name: "Maya" }, mayasRows);
    await openApp("/");
    await button("Maya").click();
    await expect.element(link(/^Lunch circle/)).toBeVisible();
    await expect.element(page.getByText("Bench 4")).not.toBeInTheDocument();
    await openApp("/people");
    await expect.element(heading(door)).toBeVisible();
    await button("Ms. Ortiz").click();
    await until(() => location.pathname === "/queue");
    await link("Circles").click();
    await expect.element(link("Bench 4")).toBeVisible();
    await expect.element(page.getByText("Lunch circle")).not.toBeInTheDocument();
  });

  test("what one begins stays theirs while another uses the phone", async () => {
    const mayas = await seatOf({ kind: "student", name: "Maya" }, mayasRows);
    await keepDraft(mayas, lunchDraft({ words: "Only mine." }));
    const theos = await seatOf({ kind: "student", name: "Theo" }, mayasRows);
    await openApp("/");
    await button("Theo").click();
    await expect.element(heading("My circles")).toBeVisible();
    await expect.element(link("Go on")).not.toBeInTheDocument();
    expect(await drafts(theos)).toEqual([]);
    await openApp("/?who");
    await button("Maya").click();
    await expect.element(link("Go on")).toBeVisible();
  });

  test("does not name whoever signed out, and keeps what they left behind", async () => {
    const seat = await seatOf({ kind: "student", name: "Maya" }, mayasRows);
    await keepDraft(seat, lunchDraft({ words: "Not sent yet." }));
    await leave(seat, { how: "keep" });
    await openApp("/");
    await expect.element(heading(door)).toBeVisible();
    await expect.element(known()).not.toBeInTheDocument();
    const [left] = await seatsHere();
    const store = openSeat(left!.seat, left!.db);
    expect((await drafts(store)).map(({ words }) => words)).toEqual(["Not sent yet."]);
    await closeSeat(store);
  });

  test("long names and names in other scripts have a whole tile each, and no wider than the phone", async () => {
    const all = [
      "Abdurrahman Maximilian Featherstonehaugh Cholmondeley the III",
      "عبد الرحمن بن خالد",
      "Nguyễn Thị Ánh",
    ];
    for (const name of all) await noteSeat({ seat: newId(), name, kind: "student", used: Date.now() });
    await openApp("/");
    for (const name of all) {
      await expect.element(button(name)).toBeVisible();
      const { left, right, height } = button(name).element().getBoundingClientRect();
      expect([left >= 0, right <= innerWidth, height >= 44]).toEqual([true, true, true]);
    }
  });

  test("whose clean seat is older than thirty days has forgotten it", async () => {
    const line = await noteSeat({ seat: newId(), name: "Dre", kind: "student", used: 1 });
    await lockSeat(line.seat, true);
    const [locked] = await seatsHere();
    await noteSeat({ ...locked!, used: Date.now() - 31 * 86_400_000 });
    await openApp("/");
    await expect.element(heading(door)).toBeVisible();
    await until(async () => (await seatsHere()).length === 0);
  });
});

describe("a phone that goes from hand to hand", () => {
  let school: OpenSchool;

  beforeAll(async () => {
    school = await schoolOpens();
  });
  beforeEach(async () => {
    comeBack(school);
    await anotherPhone();
  });

  test("whoever comes back by their badge finds what they began, and the other stays in as well", async () => {
    await signInAs(school, "Maya");
    await link("New").click();
    await page.getByLabelText("Anything else?").fill("Half a sentence");
    await signInAs(school, "Sam");
    await expect.element(heading("My circles")).toBeVisible();
    await expect.element(link("Go on")).not.toBeInTheDocument();
    await typeAt("/code", "My code", school.people.find(({ name }) => name === "Maya")?.badge ?? "");
    await expect.element(heading("My circles")).toBeVisible();
    await link("Go on").click();
    await expect.element(page.getByLabelText("Anything else?")).toHaveValue("Half a sentence");
    expect((await seatsHere()).map(({ name }) => name)).toEqual(["Maya", "Sam"]);
  });

  test("a wrong badge leaves whoever is in where they are", async () => {
    await signInAs(school, "Maya");
    await openApp("/b#notarealsecretatall00");
    await expect.element(page.getByRole("main").getByText(/^That badge did not open/)).toBeVisible();
    await openApp("/");
    await expect.element(heading("My circles")).toBeVisible();
    expect(await seatsHere()).toMatchObject([{ name: "Maya" }]);
  });
});
