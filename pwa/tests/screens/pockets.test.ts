import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { drafts, keepDraft } from "../../src/store/drafts";
import { outbox, park } from "../../src/store/outbox";
import {
  lunch,
  lunchCircle,
  lunchDraft,
  mayasRows,
  momentRow,
  people,
  robotics,
  tell,
  told,
} from "../../src/store/people.testing";
import { saveRevision } from "../../src/store/save";
import { writeFact, type Seat } from "../../src/store/seat";
import type { FeedRow, Moment } from "../../src/store/shapes";
import { button, heading, link, openApp, seatOf, until } from "./phone";

const now = () => new Date().toISOString();
const mayas = (more: Partial<Moment>): FeedRow =>
  momentRow("seat:maya", told("soupmoment00001", { at: now(), ...more }));
const sams = (more: Partial<Moment> = {}): FeedRow =>
  momentRow(
    `circle:${lunch}`,
    told("samsmoment00001", { form: "circle", state: "shared", authors: [people.sam], at: now(), ...more }),
  );
const circleRow = (id: string, name: string): FeedRow => ({
  ...{ key: `circle:${id}`, kind: "circle", id, seq: 5, mark: `m${id}` },
  circle: { ...lunchCircle, id, name },
});
const pocket = (name = "Lunch circle") => page.getByRole("article").filter({ hasText: name });

/** Maya's home, on a phone that has what it was told and no internet. */
async function home(rows: FeedRow[] = [], before: (seat: Seat) => Promise<unknown> = async () => {}): Promise<Seat> {
  const seat = await seatOf({ kind: "student", name: "Maya" }, [...mayasRows, ...rows]);
  await before(seat);
  await openApp("/circles");
  await expect.element(heading("My circles")).toBeVisible();
  return seat;
}

describe("a circle's pocket says", () => {
  test.each<[string, FeedRow[], RegExp]>([
    ["that it is empty, and what to do", [], /Nothing yet\. Add the first\./],
    ["that the teacher has the newest", [mayas({})], /Your teacher has it/],
    ["that one came back", [mayas({ state: "back", note: "Who is it?" })], /1 is back to you/],
    ["that one is kept private", [mayas({ state: "private" })], /Kept private/i],
    ["that one is approved and not out yet", [mayas({ state: "held" })], /Approved\. Out soon/],
    ["that it is shared with the circle", [mayas({ state: "shared", audience: "circle" })], /with your circle, Today/],
    ["that families see it", [mayas({ state: "shared", audience: "families" })], /Shared with families, Today/],
    ["who has news", [sams()], /New from Sam, Today/],
    ["what is one's own before older news", [sams({ at: "2026-01-01T10:00:00Z" }), mayas({})], /Your teacher has it/],
  ])("%s", async (_, rows, line) => {
    await home(rows);
    await expect.element(pocket()).toHaveTextContent(line);
  });

  test("first of all what needs its reader, then what waits, however new the rest is", async () => {
    const seat = await home([sams()], async (phone) => {
      for (const words of ["One.", "Two."]) await saveRevision(phone, lunchDraft({ words }));
    });
    await expect.element(pocket()).toHaveTextContent("2 waiting for internet");
    const [first] = await outbox(seat);
    await park(seat, first!.n, "field_invalid", "Too long.");
    await expect.element(pocket()).toHaveTextContent("1 needs a look");
  });
});

describe("a student's circles", () => {
  test("are on the way, on a phone that has never met the school", async () => {
    await seatOf({ kind: "student", name: "Maya" });
    await openApp("/circles");
    await expect.element(page.getByText("Your circles are on the way.")).toBeVisible();
  });

  test("are none yet, once the school has said so, and a moment cannot be thought lost for it", async () => {
    const seat = await seatOf({ kind: "student", name: "Maya" }, [mayasRows[0]!]);
    await writeFact(seat, "lastContact", Date.now());
    await openApp("/circles");
    await expect.element(page.getByText(/You have no circle here yet\. Your teacher adds you\./)).toBeVisible();
  });

  test("come and go on the open page as the school tells them, by name", async () => {
    const seat = await home();
    await tell(seat, [circleRow(robotics, "Robotics"), circleRow("artcircle000001", "Art room")]);
    await expect.element(pocket("Robotics")).toBeVisible();
    const names = () =>
      page
        .getByRole("listitem")
        .getByRole("link")
        .elements()
        .map((each) => each.textContent ?? "");
    expect(names().map((text) => text.trim().slice(0, 5))).toEqual(["Art r", "Lunch", "Robot"]);
    await tell(seat, [], { changes: [{ does: "left", key: "circle:lunch" }] });
    await expect.element(pocket()).not.toBeInTheDocument();
    await expect.element(pocket("Art room")).toBeVisible();
  });

  test("say each only what is its own", async () => {
    await home([circleRow(robotics, "Robotics"), sams()]);
    await expect.element(pocket()).toHaveTextContent("New from Sam, Today");
    await expect.element(pocket("Robotics")).toHaveTextContent("Nothing yet. Add the first.");
  });

  test("with very long names stay on the phone's width", async () => {
    const name = "The Wednesday lunchtime gardening-and-guinea-pig-appreciation-society of Harbour School";
    await home([circleRow(robotics, name)]);
    await expect.element(pocket("The Wednesday")).toBeVisible();
    const right = Math.max(
      ...Array.from(document.querySelectorAll("main a, main a *"), (part) => part.getBoundingClientRect().right),
    );
    expect(right).toBeLessThanOrEqual(390.5);
  });
});

describe("what is offered on a student's home", () => {
  test("a moment that was begun, the last touched one, with all that was in it", async () => {
    await home([], async (seat) => {
      await keepDraft(seat, lunchDraft({ words: "Old", changed: "2026-11-16T12:00:00Z" }));
      await keepDraft(seat, lunchDraft({ words: "Soup", changed: "2026-11-17T12:00:00Z" }));
    });
    await link("Go on with it").click();
    await expect.element(page.getByLabelText("Anything else?")).toHaveValue("Soup");
  });

  test("nothing to go on with, once it was thrown away elsewhere", async () => {
    const draft = lunchDraft();
    const seat = await home([], (phone) => keepDraft(phone, draft));
    await expect.element(link("Go on with it")).toBeVisible();
    await seat.db.write(["drafts"], (tx) => tx.objectStore("drafts").delete(draft.moment));
    await expect.element(link("Go on with it")).not.toBeInTheDocument();
    expect(await drafts(seat)).toEqual([]);
  });

  test("one question at a time, the oldest first, and an answer is kept without internet", async () => {
    const ask = (id: string, words: string, at: string) =>
      momentRow("seat:maya", told(id, { form: "ask", authors: [people.theo], words, at }));
    const seat = await home([
      ask("theosmoment0002", "The newer one.", "2026-11-17T10:00:00Z"),
      ask("theosmoment0001", "The older one.", "2026-11-16T10:00:00Z"),
    ]);
    await expect.element(page.getByText("The older one.")).toBeVisible();
    expect(page.getByText("The newer one.").query()).toBeNull();
    await button("Not this one").click();
    await expect.element(page.getByText("The newer one.")).toBeVisible();
    await button("Yes, share").click();
    await expect.element(page.getByText("The newer one.")).not.toBeInTheDocument();
    await until(async () => (await outbox(seat)).length === 2);
    expect((await outbox(seat)).map(({ subject }) => subject)).toEqual(["theosmoment0001", "theosmoment0002"]);
  });

  test("the way to a new moment, always in the same place", async () => {
    await home();
    await link("Add a moment").click();
    await expect.element(page.getByLabelText("Anything else?")).toBeVisible();
    expect(location.pathname).toBe("/new");
  });
});
